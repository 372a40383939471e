import {
  type AssertStatistics,
  type Operator,
  operators,
  type ResultAssert,
  type Statistics,
} from '@loadero-test/core'
import { plural } from '@loadero-test/core/internal'
import type { Check, Reason } from '../../model/result.js'
import type { AssertSpec } from '../../model/spec.js'
import { assertBody, type AssertBody } from '../../model/wire/assert-body.js'
import { assertLabel, metricComparison } from './check-name.js'
import { unitOf, withUnit } from '../../model/metric-unit.js'
import { rangeOf } from '../fingerprint.js'
import { inconclusiveReason } from '../inconclusive.js'
import type { JudgedParticipant } from '../judged-participant.js'

/** A check with the reasons why it did not pass. */
export interface CheckOutcome {
  readonly check: Check
  readonly reasons: readonly Reason[]
  /** What does not hold, and must not fail the test. Absent for nothing. */
  readonly warnings?: readonly string[]
}

/** Why a participant failed asserts of the service. */
export function assertReasons({ result, label, files }: JudgedParticipant): readonly Reason[] {
  return result.asserts
    .filter(({ status }) => status === 'fail')
    .map(({ path = 'unnamed metric', operator, expected, actual, message }) => ({
      kind: 'assert',
      message: `${path}${message ? ` (${message})` : ''}`,
      expected: metricComparison(path, operator, expected),
      // The service sends an empty text when there is no value.
      actual: withUnit(actual || 'no value', path),
      participants: [label],
      evidence: files,
    }))
}

export interface AssertCheckInput {
  readonly participants: readonly JudgedParticipant[]
  /** The service's counts over all participants. */
  readonly statistics: Statistics | undefined
  /** Whether a failure counts only against the expected success rate. */
  readonly isExcused: (participant: JudgedParticipant) => boolean
}

/**
 * Checks the asserts of a done run: those of the spec, and further ones of the run. An assert that the run did not
 * have, or did not check on every participant that it is about, is errored: what was not checked is not passed.
 */
export function checkAsserts(
  specs: readonly AssertSpec[],
  evidence: AssertCheckInput,
): readonly CheckOutcome[] {
  const declared = specs.map(assertBody)
  const { statistics } = evidence
  if (!statistics) {
    return declared.map((assert) =>
      inconclusive(assertCheck(assert), 'the statistics of the run are missing'),
    )
  }
  const remaining = [...statistics.asserts]
  const matches = declared.map((assert) => {
    const key = conditionsKey(assert.preconditions)
    const counts = remaining.find(
      (one) => isSameComparison(one, assert.body) && conditionsKey(one.preconditions) === key,
    )
    if (counts) remaining.splice(remaining.indexOf(counts), 1)
    return { assert, counts }
  })
  return [
    ...matches.map(({ assert, counts }) =>
      counts
        ? checkAssert(assert, counts, evidence)
        : inconclusive(
            assertCheck(assert),
            `the run did not check ${assertLabel(assert).title}: it has no such assert`,
          ),
    ),
    ...remaining.map((counts) => {
      const { path = '?', operator = 'eq', expected = '?', preconditions } = counts
      const body = { path, operator, expected }
      return checkAssert({ body, preconditions } as AssertBody, counts, evidence)
    }),
  ]
}

/** The check of an assert before it is judged. */
export function assertCheck(assert: AssertBody): Check {
  const { path, operator, expected } = assert.body
  const isKnown = (operators as readonly string[]).includes(operator)
  return {
    kind: 'assert',
    ...assertLabel(assert),
    outcome: 'skipped',
    ...(isKnown && { gate: { path, operator: operator as Operator, limit: expected } }),
    ...(isKnown &&
      operator !== 'regex' &&
      expected.trim() !== '' &&
      Number.isFinite(Number(expected)) && {
        measure: { operator: operator as Operator, limit: Number(expected), unit: unitOf(path) },
      }),
    participants: { total: 0, passed: 0 },
  }
}

function inconclusive(check: Check, message: string): CheckOutcome {
  return { check: { ...check, outcome: 'errored' }, reasons: [inconclusiveReason('results', message)] }
}

type Comparison = Pick<AssertStatistics, 'path' | 'operator' | 'expected'>

export function isSameComparison(a: Comparison, b: Comparison): boolean {
  return a.path === b.path && a.operator === b.operator && a.expected === b.expected
}

/** The same text for the same preconditions in any order. */
export function conditionsKey(
  conditions: AssertStatistics['preconditions'] | AssertBody['preconditions'],
): string {
  return conditions
    .map(({ property, operator, expected }) => `${property} ${operator} ${expected}`)
    .toSorted()
    .join()
}

function checkAssert(
  assert: AssertBody,
  counts: AssertStatistics,
  { participants, isExcused }: AssertCheckInput,
): CheckOutcome {
  const { pass = 0, fail = 0 } = counts
  const failures = participants.flatMap((participant) =>
    participant.result.asserts
      .filter((one) => one.status === 'fail' && isCounted(one, counts))
      .map(({ actual }) => ({ participant, actual: actual || 'no value' })),
  )
  const planned = assertCheck(assert)
  const worst = worstValue(assert, counts, participants)
  const check: Check = {
    ...planned,
    ...(planned.measure && worst !== undefined && { measure: { ...planned.measure, value: worst } }),
    participants: { total: pass + fail, passed: pass },
    ...(failures.length > 0 && {
      actual: withUnit(rangeOf(failures.map(({ actual }) => actual)), assert.body.path),
    }),
  }
  // A result that is neither pass nor fail proves nothing about the product.
  const hasFailed = failures.some(
    ({ participant }) => participant.status !== 'unknown' && !isExcused(participant),
  )
  if (hasFailed) return { check: { ...check, outcome: 'failed' }, reasons: [] }
  const contradiction = findContradiction(assert, counts, failures.length, participants)
  if (contradiction !== undefined) return inconclusive(check, contradiction)
  if (pass + fail === 0) {
    const { title } = assertLabel(assert)
    return inconclusive(check, `${title} was checked on no participant`)
  }
  // The reason of a failure without an outcome is that of its participant.
  const isUnknown = failures.some(
    ({ participant }) => participant.status === 'unknown' && !isExcused(participant),
  )
  return { check: { ...check, outcome: isUnknown ? 'errored' : 'passed' }, reasons: [] }
}

/** Of the participants that were checked, the value that is farthest from passing. Absent unless all are known. */
function worstValue(
  { body: { operator } }: AssertBody,
  counts: AssertStatistics,
  participants: readonly JudgedParticipant[],
): number | undefined {
  const checked = participants
    .flatMap(({ result }) => result.asserts)
    .filter((assert) => isCounted(assert, counts))
  const failed = checked.filter(({ status }) => status === 'fail')
  const isComplete = checked.length === (counts.pass ?? 0) + (counts.fail ?? 0)
  const values = (failed.length > 0 ? failed : isComplete ? checked : []).flatMap(({ actual }) =>
    actual && Number.isFinite(Number(actual)) ? [Number(actual)] : [],
  )
  if (values.length === 0) return undefined
  return operator === 'gt' || operator === 'gte' ? Math.min(...values) : Math.max(...values)
}

/** Whether an assert of a result is one of those that the run counts. */
export function isCounted(assert: ResultAssert, counts: AssertStatistics): boolean {
  return assert.run_assert_id === undefined || counts.run_assert_id === undefined
    ? isSameComparison(assert, counts)
    : assert.run_assert_id === counts.run_assert_id
}

function findContradiction(
  assert: AssertBody,
  { pass = 0, fail = 0, preconditions }: AssertStatistics,
  failures: number,
  participants: readonly JudgedParticipant[],
): string | undefined {
  const { title } = assertLabel(assert)
  if (fail > failures) {
    return `the service counts ${plural(fail, 'failure')} of ${title}, but the results contain ${failures}`
  }
  const passing = participants.filter(({ status }) => status === 'passed').length
  const isConditional = preconditions.length > 0 || assert.preconditions.length > 0
  // Only preconditions may leave a participant out.
  if (!isConditional && pass + fail < passing) {
    return `${title} was checked on ${plural(pass + fail, 'participant')}, but ${passing} passed`
  }
  return undefined
}
