import type { Result, Run } from '@loadero-test/core'
import type { AssertSpec, ExpectationSpec, ParticipantSlice, TestSpec } from '../model/spec.js'
import { decimalOf } from '../model/wire/preconditions.js'
import { checkStatuses } from './invariants/results.js'
import { checkMetricStatus, checkMetricValues } from './invariants/values.js'
import { toJudgedParticipant } from './judged-participant.js'
import { type Judgement, judge } from './judge.js'

/**
 * Judges an earlier run by the gates of now, from what its participants measured: the asserts that the run itself had do
 * not count. Participants that the service gave no result are missing, so that the run is errored.
 * @param results all results of the run, each read whole
 */
export function judgeByGates(
  { asserts, expects }: Pick<TestSpec, 'asserts' | 'expects'>,
  run: Run,
  results: readonly Result[],
): Judgement & { readonly unjudged: readonly AssertSpec[] } {
  const converted = asserts.map((spec) => ({ spec, expectation: asExpectation(spec) }))
  const gates = [...expects, ...converted.flatMap(({ expectation }) => expectation ?? [])]
  const participants = results.map((result) => toJudgedParticipant({ result, files: [] }))
  const violations = [
    ...checkStatuses(participants),
    ...checkMetricStatus(run, gates),
    ...checkMetricValues(participants, gates),
  ]
  const judgement = judge(
    { asserts: [], expects: gates },
    {
      run,
      // The status of a result is that of its script: the rest of it are the asserts of then.
      collected: results.map((result) => ({
        result: {
          ...result,
          status: result.status === 'fail' ? (result.selenium_result ?? 'fail') : result.status,
          asserts: [],
        },
        files: [],
      })),
      reconciliation: { wanted: results.length, absent: [], violations },
    },
  )
  return {
    ...judgement,
    unjudged: converted.flatMap(({ spec, expectation }) => (expectation ? [] : [spec])),
  }
}

/** An assert on all participants as an expectation: each of those that have a value meets the limit. */
function asExpectation({ path, operator, expected, preconditions }: AssertSpec): ExpectationSpec | undefined {
  const limit = decimalOf(expected)
  if (operator === 'regex' || limit === undefined) return undefined
  const slice: Record<string, string> = {}
  for (const [property, condition] of Object.entries(preconditions)) {
    const key = sliceKeys[property]
    const value = typeof condition === 'object' ? condition.eq : condition
    const isPlain = typeof condition !== 'object' || Object.keys(condition).join() === 'eq'
    if (key === undefined || !isPlain || value === undefined) return undefined
    slice[key] = String(value)
  }
  return {
    kind: 'expectation',
    metric: { path, summary: { kind: 'share', share: 1 } },
    slice,
    operator,
    expected: limit,
    missing: 'skip',
  }
}

/** The properties of preconditions that slices select by. */
const sliceKeys: Readonly<Record<string, keyof ParticipantSlice>> = {
  browser: 'browser',
  network: 'network',
  location: 'location',
  computeUnit: 'computeUnit',
  participantName: 'participant',
  groupName: 'group',
}
