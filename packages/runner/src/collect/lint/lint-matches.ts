import { browserFamilyOf, isBrowserAlias } from '@loadero-test/core/internal'
import { assertBody } from '../../model/wire/assert-body.js'
import { type Condition, matchConditions, profileProperties } from '../../model/wire/preconditions.js'
import type { ParticipantSlice, ParticipantSpec, SpecTest, TestSpec } from '../../model/spec.js'
import type { LintProblem } from './lint-problem.js'

/** Asserts and expectations that are about no participant of the test. */
export function lintMatches({ spec }: SpecTest): readonly LintProblem[] {
  const profiles = profilesOf(spec)
  return [
    ...spec.asserts
      .filter((assert) => {
        const { preconditions } = assertBody(assert)
        return profiles.every((profile) => !mayMatch(preconditions, profile))
      })
      .map(({ path }): LintProblem => ({
        code: 'unmatched-assert',
        severity: 'warning',
        message: `has an assert on ${path} that is never checked, because no participant meets its conditions`,
        hint: 'Compare the conditions of when() with the participants.',
      })),
    ...spec.expects
      .filter(({ slice }) => profiles.every((profile) => !mayBeInSlice(slice, profile)))
      .map(({ metric }): LintProblem => ({
        code: 'unmatched-slice',
        severity: 'warning',
        message: `has an expectation on ${metric?.path ?? 'the success rate'} that is about no participant, because none is in its slice`,
        hint: 'Compare the values of where() with the participants.',
      })),
  ]
}

/** A profile, and how many numbers there are for its copies in a run. */
interface Profile {
  readonly participant: ParticipantSpec
  readonly group?: string
  /** Participants in one copy of its group. Absent where the service does not document how participants are numbered. */
  readonly nums?: number
  /** Copies of all groups. */
  readonly groupNums?: number
}

function profilesOf({ groups, participants }: TestSpec): readonly Profile[] {
  const groupNums = groups.reduce((sum, { count }) => sum + count, 0)
  const grouped = groups.flatMap(({ name: group, participants: members }) => {
    const nums = members.reduce((sum, { count }) => sum + count, 0)
    return members.map((participant): Profile => ({ participant, group, nums, groupNums }))
  })
  return [...grouped, ...participants.map((participant): Profile => ({ participant }))]
}

/** The service numbers groups and participants in an order of its own, so any number of the test counts. */
function mayMatch(
  conditions: readonly Condition[],
  { participant, group, nums, groupNums }: Profile,
): boolean {
  // A participant without a group has no name of a group.
  const fixed = { ...profileProperties(participant), group_name: group ?? '' }
  const of = (property: string) => conditions.filter((one) => one.property === property)
  const others = conditions.filter(
    ({ property }) => property !== 'participant_num' && property !== 'group_num',
  )
  return (
    matchConditions(others, fixed) !== 'no' &&
    someNumber(of('participant_num'), 'participant_num', nums) &&
    someNumber(of('group_num'), 'group_num', groupNums)
  )
}

function someNumber(conditions: readonly Condition[], property: string, count = Infinity): boolean {
  if (conditions.length === 0) return true
  // Next to each limit, and at both ends: other numbers compare like one of these.
  const limits = conditions.map(({ expected }) => Number(expected)).filter(Number.isSafeInteger)
  const candidates = [0, count - 1, ...limits.flatMap((limit) => [limit - 1, limit, limit + 1])]
  return candidates
    .filter((number) => Number.isSafeInteger(number) && number >= 0 && number < count)
    .some((number) => matchConditions(conditions, { [property]: number }) !== 'no')
}

/** As expectations select participants; a version may be what an alias resolves to. */
function mayBeInSlice(slice: ParticipantSlice, { participant, group }: Profile): boolean {
  const traits = {
    group,
    participant: participant.name,
    network: participant.network,
    location: participant.location,
    computeUnit: participant.computeUnit,
  }
  return Object.entries(slice).every(([key, accepted]) => {
    if (accepted === undefined) return true
    return [accepted]
      .flat()
      .some((value: string) =>
        key === 'browser'
          ? value === participant.browser ||
            ([value, participant.browser].some(isBrowserAlias) &&
              browserFamilyOf(value) === browserFamilyOf(participant.browser))
          : value === traits[key as keyof typeof traits],
      )
  })
}
