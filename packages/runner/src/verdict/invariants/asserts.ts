import type { AssertStatistics, RunParticipant } from '@loadero-test/core'
import { plural } from '@loadero-test/core/internal'
import type { AssertSpec } from '../../model/spec.js'
import { assertBody } from '../../model/wire/assert-body.js'
import { type ParticipantProperties, profileProperties } from '../../model/wire/preconditions.js'
import { conditionsKey, isCounted } from '../checks/check-asserts.js'
import type { JudgedParticipant } from '../judged-participant.js'
import { type AssertSources, checkResultAsserts, isAssertApplied, runAssertTitle } from './result-asserts.js'
import { violation, type Violation } from './violation.js'
import type { WantedParticipant } from './wanted.js'

/** The asserts of the run, its counts and its results agree with each other and with the spec. */
export function checkAssertConsistency(sources: AssertSources): readonly Violation[] {
  const { asserts, statistics, participants } = sources
  return [
    ...checkDefinitions(asserts, statistics.asserts),
    ...statistics.asserts.flatMap((counts) => checkCounts(counts, sources)),
    ...participants.flatMap((participant) => checkResultAsserts(participant, sources)),
  ]
}

/** The properties of a run's participant as preconditions name them. */
export function propertiesOf(actual: RunParticipant, wanted: WantedParticipant): ParticipantProperties {
  const { profile, group } = wanted
  return {
    // A precondition may be compared with the alias or with the version, so the alias of the spec decides.
    ...profileProperties(profile),
    ...(group !== undefined && { group_name: group }),
    ...(actual.participant_num !== undefined && { participant_num: actual.participant_num }),
    ...(actual.group_num !== undefined && { group_num: actual.group_num }),
  }
}

function checkDefinitions(
  specs: readonly AssertSpec[],
  actual: readonly AssertStatistics[],
): readonly Violation[] {
  const wanted = specs.map(assertBody)
  const remaining = wanted.map(({ body, preconditions }) =>
    JSON.stringify([body.path, body.operator, body.expected, conditionsKey(preconditions)]),
  )
  const extra = actual.filter((counts) => {
    const index = remaining.indexOf(
      JSON.stringify([counts.path, counts.operator, counts.expected, conditionsKey(counts.preconditions)]),
    )
    if (index !== -1) remaining.splice(index, 1)
    return index === -1
  })
  const ids = actual.flatMap(({ run_assert_id: id }) => id ?? [])
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index)
  return [
    ...(extra.length === 0
      ? []
      : [
          `the spec has ${plural(specs.length, 'assert')}, but the run also checked ${extra.map(runAssertTitle).join(', ')}`,
        ]),
    ...(remaining.length === 0
      ? []
      : [
          `the spec has ${plural(specs.length, 'assert')}, but ${remaining.length} of them are not in the run`,
        ]),
    ...(repeated === undefined ? [] : [`two asserts of the run have the id ${repeated}`]),
  ].map((message) => violation('asserts-of-spec', message))
}

function checkCounts(counts: AssertStatistics, sources: AssertSources): readonly Violation[] {
  const { pass = 0, fail = 0, skip = 0, status } = counts
  const { participants, properties } = sources
  const title = runAssertTitle(counts)
  const sum = pass + fail + skip
  const total = participants.length
  const problems: string[] = []
  if ([pass, fail, skip].some((count) => count < 0)) {
    problems.push(`${title} has a count below 0: ${pass} passed, ${fail} failed, ${skip} skipped`)
  }
  if (sum > total) {
    problems.push(`${title} has ${sum} outcomes, but there are ${plural(total, 'result')}`)
  }
  const statusHolds = new Map([
    ['pass', fail === 0],
    ['fail', fail > 0],
    ['skip', pass + fail === 0],
    ['skipped', pass + fail === 0],
  ])
  if (status !== undefined && !statusHolds.get(status)) {
    problems.push(`${title} has the status ${status}, but ${pass} passed and ${fail} failed`)
  }
  const passing = participants.filter((one) => one.status === 'passed')
  if (sum < passing.length) {
    problems.push(
      `${title} has ${plural(sum, 'outcome')}, but ${plural(passing.length, 'participant')} passed`,
    )
  }
  problems.push(...checkAgainstResults(counts, participants))
  const applying = passing.filter((one) => isAssertApplied(counts, one, properties) === 'yes')
  const excluded = participants.filter((one) => isAssertApplied(counts, one, properties) === 'no')
  const applies = [
    ...(applying.length > pass
      ? [`${title} applies to ${plural(applying.length, 'participant')} that passed, but ${pass} passed it`]
      : []),
    ...(pass + fail > total - excluded.length
      ? [
          `${title} applies to at most ${plural(total - excluded.length, 'participant')}, but ${pass + fail} were checked`,
        ]
      : []),
  ]
  return [
    ...problems.map((message) => violation('assert-counts', message)),
    ...applies.map((message) => violation('assert-applies', message)),
  ]
}

/** The results that were read alone have their asserts; every result that did not pass is read alone. */
function checkAgainstResults(
  counts: AssertStatistics,
  participants: readonly JudgedParticipant[],
): readonly string[] {
  const { pass = 0, fail = 0, skip = 0 } = counts
  const read = participants.filter(({ overview }) => overview)
  const rows = read.flatMap(({ result }) => result.asserts.filter((row) => isCounted(row, counts)))
  const count = (status: string) => rows.filter((row) => row.status === status).length
  const title = runAssertTitle(counts)
  const unread = participants.length - read.length
  return (
    [
      ['passed', pass, count('pass'), unread],
      ['failed', fail, count('fail'), 0],
      ['skipped', skip, count('skipped'), unread],
    ] as const
  ).flatMap(([outcome, counted, found, open]) =>
    counted < found || counted > found + open
      ? [`the service counts ${counted} that ${outcome} ${title}, but the results contain ${found}`]
      : [],
  )
}
