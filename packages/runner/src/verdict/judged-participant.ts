import type { Result, RunParticipant } from '@loadero-test/core'
import { browserFamilyOf, isBrowserAlias } from '@loadero-test/core/internal'
import type { CollectedResult, ParticipantOutcome } from '../model/result.js'
import type { ParticipantSlice } from '../model/spec.js'

export type Traits = ParticipantOutcome['traits']

/** A participant's result, with what the checks need of it. */
export interface JudgedParticipant extends CollectedResult {
  readonly label: string
  readonly traits: Traits
  readonly status: ParticipantOutcome['status']
  /** Set when the machine of the participant was overloaded. */
  readonly overload?: Overload
  /** Why the failure of the participant is not an outcome. Its status is unknown then. */
  readonly invalid?: string
}

/** Why the values that a machine measured are not reliable, and what to do. */
export interface Overload {
  readonly cause: string
  readonly advice: string
}

export function toJudgedParticipant(collected: CollectedResult): JudgedParticipant {
  const { result } = collected
  return {
    ...collected,
    label: labelOf({ id: result.run_participant_id ?? result.id, ...result.participant_details }),
    traits: traitsOf(result),
    status: Object.hasOwn(statuses, result.status ?? '')
      ? statuses[result.status as keyof typeof statuses]
      : 'unknown',
  }
}

const statuses = { pass: 'passed', fail: 'failed', timeout: 'timeout' } as const

/** The name of a participant for the author: `caller #0 of pair #3`. */
export function labelOf({
  id,
  participant_name: name,
  participant_num: num,
  group_name: group,
  group_num: groupNum,
}: Partial<RunParticipant>): string {
  if (!name) return `participant ${id ?? '?'}`
  return group ? `${name} #${num ?? '?'} of ${group} #${groupNum ?? '?'}` : `${name} #${num ?? '?'}`
}

/** Older responses have some traits in `profile_params`. */
export function traitsOf({
  participant_details: details,
  profile_params: profile,
}: Pick<Result, 'participant_details' | 'profile_params'>): Traits {
  const traits = {
    group: details?.group_name,
    participant: details?.participant_name,
    browser: details?.browser ?? profile?.browser,
    network: details?.network ?? profile?.network,
    location: details?.location ?? profile?.location,
    computeUnit: details?.compute_unit ?? profile?.compute_unit,
  }
  return Object.fromEntries(Object.entries(traits).filter(([, value]) => value))
}

/** Whether a participant is in a slice. A participant without the trait is not. */
export function isInSlice(slice: ParticipantSlice, traits: Traits): boolean {
  return Object.entries(slice).every(([key, accepted]) => {
    const trait = traits[key as keyof ParticipantSlice]
    return (
      accepted === undefined ||
      [accepted]
        .flat()
        .some(
          (value) =>
            value === trait || (key === 'browser' && trait !== undefined && isBrowserOf(trait, value)),
        )
    )
  })
}

/** Whether a browser of a run is the wanted one. A run names the version of a browser: `chromeLatest` is any Chrome. */
export function isBrowserOf(actual: string, wanted: string): boolean {
  return actual === wanted || (isBrowserAlias(wanted) && browserFamilyOf(actual) === browserFamilyOf(wanted))
}

/** The id of the run participant that a result is of. */
export function participantIdOf({
  run_participant_id: id,
  participant_details: details,
}: Result): number | undefined {
  return id ?? details?.id
}
