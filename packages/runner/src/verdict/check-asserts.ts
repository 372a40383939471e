import {
  type AssertStatistics,
  type Operator,
  operators,
  type Result,
  type ResultAssert,
  type Statistics,
} from '@loadero-test/core'
import { assertBody, type AssertBody } from '../wire/assert-body.js'
import type { AssertSpec, Check, Reason } from '../model/model.js'
import { assertName, comparison } from './check-name.js'
import type { AssertOutcome } from './assert-outcome.js'
import { inconclusiveCheck } from './inconclusive.js'
import { rangeOf } from './fingerprint.js'
import type { JudgedParticipant } from './participant-outcome.js'

/** Why a participant failed asserts of the service. */
export function assertReasons({ result, label, files }: JudgedParticipant): readonly Reason[] {
  return failedAsserts(result).map(({ path, operator, expected, actual, message }) => ({
    kind: 'assert',
    message: `${path ?? 'an unnamed metric'}${message ? ` (${message})` : ''}`,
    expected: comparison(operator, expected),
    actual: actual ?? 'no value',
    participants: [label],
    evidence: files,
  }))
}

function failedAsserts({ asserts }: Result): readonly ResultAssert[] {
  return asserts.filter(({ status }) => status === 'fail')
}

export interface AssertScene {
  readonly participants: readonly JudgedParticipant[]
  /** What the service says of all participants together. */
  readonly statistics: Statistics | undefined
  /** Failures of which count only against the expected success rate. */
  readonly excused: (participant: JudgedParticipant) => boolean
}

/**
 * The asserts of a run that is done: those of the spec, and those that the run had besides. One that the run did not
 * have, or that was not checked of everybody whom it is about, is errored: nothing that was not checked is passed.
 */
export function checkAsserts(specs: readonly AssertSpec[], scene: AssertScene): readonly AssertOutcome[] {
  const wanted = specs.map(assertBody)
  const { statistics } = scene
  if (!statistics) return wanted.map((assert) => errored(assertCheck(assert), 'nobody knows of its asserts'))
  const others = [...statistics.asserts]
  const pairs = wanted.map((assert) => ({ assert, found: take(others, assert) }))
  return [
    ...pairs.map(({ assert, found }) =>
      found
        ? checkAssert(assert, found, scene)
        : errored(assertCheck(assert), `the run did not check ${assertName(assert)}: it has no such assert`),
    ),
    ...others.map((found) => checkAssert(bodyOf(found), found, scene)),
  ]
}

/** An assert that nobody has looked at yet. */
export function assertCheck(assert: AssertBody): Check {
  const { path, operator, expected } = assert.body
  return {
    kind: 'assert',
    name: assertName(assert),
    outcome: 'skipped',
    ...(isOperator(operator) && { gate: { path, operator, limit: expected } }),
    participants: { total: 0, passed: 0 },
  }
}

function isOperator(word: string): word is Operator {
  return (operators as readonly string[]).includes(word)
}

function errored(check: Check, why: string): AssertOutcome {
  return {
    check: { ...check, outcome: 'errored' },
    reasons: [inconclusiveCheck('results', why)],
  }
}

function bodyOf({ path = '?', operator = 'eq', expected = '?', preconditions }: AssertStatistics) {
  return { body: { path, operator, expected }, preconditions } as AssertBody
}

/** Takes the run's assert out of those that are left; of several, the one with the same preconditions. */
function take(left: AssertStatistics[], { body, preconditions }: AssertBody) {
  const alike = left.filter((found) => sameComparison(found, body))
  const conditions = conditionsKey(preconditions)
  const found = alike.find((one) => conditionsKey(one.preconditions) === conditions) ?? alike[0]
  if (found) left.splice(left.indexOf(found), 1)
  return found
}

interface Comparing {
  readonly path?: string | undefined
  readonly operator?: string | undefined
  readonly expected?: string | undefined
}

function sameComparison(a: Comparing, b: Comparing): boolean {
  return a.path === b.path && a.operator === b.operator && a.expected === b.expected
}

function conditionsKey(conditions: AssertStatistics['preconditions'] | AssertBody['preconditions']): string {
  return conditions
    .map(({ property, operator, expected }) => `${property} ${operator} ${expected}`)
    .toSorted()
    .join()
}

function checkAssert(
  assert: AssertBody,
  found: AssertStatistics,
  { participants, excused }: AssertScene,
): AssertOutcome {
  const { pass = 0, fail = 0 } = found
  const check: Check = {
    ...assertCheck(assert),
    participants: { total: pass + fail, passed: pass },
  }
  const failures = participants.flatMap((one) =>
    failedAsserts(one.result)
      .filter((failed) => isOf(failed, found))
      .map(({ actual }) => ({ one, actual })),
  )
  const actual = failures.length > 0 && { actual: rangeOf(failures.map((one) => one.actual ?? 'no value')) }
  // Whose result says neither pass nor fail proves nothing about the product.
  const failed = failures.some(({ one }) => one.status !== 'unknown' && !excused(one))
  if (failed) return { check: { ...check, ...actual, outcome: 'failed' }, reasons: [] }
  const why = whyDoubted(assert, found, { failures: failures.length, participants })
  if (why !== undefined) return errored({ ...check, ...actual }, why)
  return { check: { ...check, ...actual, outcome: pass + fail === 0 ? 'skipped' : 'passed' }, reasons: [] }
}

function isOf(assert: ResultAssert, found: AssertStatistics): boolean {
  return assert.run_assert_id === undefined || found.run_assert_id === undefined
    ? sameComparison(assert, found)
    : assert.run_assert_id === found.run_assert_id
}

function whyDoubted(
  assert: AssertBody,
  { pass = 0, fail = 0, preconditions }: AssertStatistics,
  { failures, participants }: { readonly failures: number; readonly participants: readonly JudgedParticipant[] },
): string | undefined {
  const name = assertName(assert)
  if (fail > failures) {
    return `the service counts ${fail} failures of ${name}, but the results show ${failures}`
  }
  const passing = participants.filter(({ status }) => status === 'passed').length
  const conditional = preconditions.length > 0 || assert.preconditions.length > 0
  // Preconditions alone may leave a participant out.
  if (!conditional && pass + fail < passing) {
    return `${name} was checked of ${pass + fail} participants only, though ${passing} passed`
  }
  return undefined
}
