import type { Result, RunParticipant } from '@loadero-test/core'
import type { CollectedResult, ParticipantOutcome, ParticipantSlice } from '../model/model.js'

export type Traits = ParticipantOutcome['traits']

/** A participant's result, with what every check asks of it. */
export interface JudgedParticipant extends CollectedResult {
  readonly label: string
  readonly traits: Traits
  readonly status: ParticipantOutcome['status']
}

export const judgedParticipants = (collected: CollectedResult): JudgedParticipant => {
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

/** What an author knows a participant by: `caller #0 of pair #3`. */
export const labelOf = ({
  id,
  participant_name: name,
  participant_num: num,
  group_name: group,
  group_num: groupNum,
}: Partial<RunParticipant>): string => {
  if (!name) return `participant ${id ?? '?'}`
  return group ? `${name} #${num ?? '?'} of ${group} #${groupNum ?? '?'}` : `${name} #${num ?? '?'}`
}

/** Older answers have some of them in a profile of their own. */
export const traitsOf = ({
  participant_details: details,
  profile_params: profile,
}: Pick<Result, 'participant_details' | 'profile_params'>): Traits => {
  const found = {
    group: details?.group_name,
    participant: details?.participant_name,
    browser: details?.browser ?? profile?.browser,
    network: details?.network ?? profile?.network,
    location: details?.location ?? profile?.location,
    computeUnit: details?.compute_unit ?? profile?.compute_unit,
  }
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value))
}

/** Whether a participant is one of those that a slice takes; one without the trait never is. */
export const isIn = (slice: ParticipantSlice, traits: Traits): boolean =>
  Object.entries(slice).every(([key, wanted]) => {
    const trait = traits[key as keyof ParticipantSlice]
    return (
      wanted === undefined ||
      [wanted].flat().some((one) => one === trait || (key === 'browser' && isAliasOf(one, trait)))
    )
  })

/** A run names the version that it played: `chromeLatest` is any Chrome. */
const isAliasOf = (alias: string, browser: string | undefined): boolean =>
  alias.endsWith('Latest') &&
  browser !== undefined &&
  browser.replace(/\d+$/, '') === alias.replace(/Latest$/, '')
