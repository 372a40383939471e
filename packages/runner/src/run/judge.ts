import { isLive, type Operator, type ResultAssert, type Run, runStatuses } from '@loadero-test/core'
import type { CollectedResult, ExpectationSpec, Reason, TestResult } from '../model.js'
import { checkExpectation } from './expectations.js'
import { labelOf } from './label.js'
import { symbols } from './symbols.js'

/** All that a test's result says of its run. */
export type Judgement = Pick<
  TestResult,
  'verdict' | 'reasons' | 'participants' | 'checks' | 'outcomes' | 'metrics'
>

/**
 * Passes a run only when it is done, every participant has a result, every result is a pass, and every expectation holds.
 * An expectation on the success rate takes the place of "every result is a pass".
 * Whatever is missing, unknown or contradictory is errored.
 */
export const judge = (
  run: Run,
  collected: readonly CollectedResult[],
  expects: readonly ExpectationSpec[] = [],
): Judgement => {
  const total = Math.max(run.participant_count ?? 0, collected.length)
  const count = (status: string) => collected.filter(({ result }) => result.status === status).length
  const known = {
    participants: { total, passed: count('pass'), failed: count('fail') + count('timeout') },
    checks: [],
    outcomes: [],
    metrics: [],
  }
  const doubts = [...runDoubts(run), ...resultDoubts(run, collected, total)]
  const failures = group(collected.flatMap(failuresOf))
  // A run that broke down may have failed its participants itself; in a run that is done, failed is failed.
  if (run.status !== 'done') return { verdict: 'errored', reasons: [...doubts, ...failures], ...known }
  const missed = expects.flatMap((spec) => checkExpectation(spec, collected) ?? [])
  const tolerant = expects.some(({ metric }) => metric === undefined)
  if (missed.length > 0 || (failures.length > 0 && !tolerant)) {
    return { verdict: 'failed', reasons: [...missed, ...failures, ...doubts], ...known }
  }
  return { verdict: doubts.length > 0 ? 'errored' : 'passed', reasons: doubts, ...known }
}

const doubt = (kind: 'run' | 'results', message: string, of: readonly CollectedResult[] = []): Reason => ({
  kind,
  message,
  participants: of.map(labelOf),
  evidence: of.flatMap(({ files }) => files),
})

const runDoubts = ({ id, status }: Run): readonly Reason[] => {
  if (status === 'done') return []
  if (isLive(status)) return [doubt('run', `run ${id} did not end: its status is ${status ?? 'missing'}`)]
  const { meaning } = runStatuses[status as keyof typeof runStatuses]
  const words = {
    stopped: 'it was stopped before its end',
    configuration: 'the test has no participants',
    infrastructure: 'the service could not carry it out; running it again may help',
  }
  return [doubt('run', `run ${id} ended as ${status}: ${words[meaning as keyof typeof words]}`)]
}

const resultDoubts = (run: Run, collected: readonly CollectedResult[], total: number): readonly Reason[] => {
  const unclear = collected.filter(({ result }) => !['pass', 'fail', 'timeout'].includes(result.status ?? ''))
  const doubts = (those: readonly CollectedResult[]) =>
    group(those.map((one) => doubt('results', unclearWords(one), [one])))
  // Of a run that was not carried out, only what says why is worth telling.
  if (run.status !== 'done') return doubts(unclear.filter(({ scriptError }) => scriptError !== undefined))
  if (total === 0) return [doubt('results', `run ${run.id} has no participants and no results`)]
  const missing = total - collected.length
  const reasons = [...doubts(unclear)]
  if (missing > 0) reasons.push(doubt('results', `${missing} of ${total} participants have no result`))
  const allPass = missing === 0 && collected.every(({ result }) => result.status === 'pass')
  const rate = run.success_rate ?? 0
  // The service left its own count out, or counts otherwise than its results: believe neither.
  if (allPass && rate < 0.9999) {
    reasons.push(doubt('results', `every result is a pass, but the service gives a success rate of ${rate}`))
  }
  return reasons
}

const unclearWords = ({ result, scriptError }: CollectedResult): string =>
  `the result is ${result.status ?? 'missing'}, which says neither pass nor fail${scriptError ? `: ${scriptError}` : ''}`

const failuresOf = (collected: CollectedResult): readonly Reason[] => {
  const { result, scriptError, files } = collected
  const base = { participants: [labelOf(collected)], evidence: files }
  const reasons: Reason[] = []
  if (result.status === 'timeout') {
    reasons.push({ ...base, kind: 'timeout', message: 'the participant timeout was exceeded' })
  }
  if (result.status !== 'fail') return reasons
  const failed = result.asserts.filter(({ status }) => status === 'fail')
  if (result.selenium_result !== 'pass' || failed.length === 0) {
    reasons.push({
      ...base,
      kind: 'script',
      message: scriptError ?? 'the script failed; its log does not say why',
    })
  }
  return [...reasons, ...failed.map((assert): Reason => ({ ...base, ...assertReason(assert) }))]
}

const assertReason = ({
  path,
  operator = '?',
  expected,
  actual,
  message,
}: ResultAssert): Omit<Reason, 'participants' | 'evidence'> => ({
  kind: 'assert',
  message: `${path ?? 'an unnamed metric'}${message ? ` (${message})` : ''}`,
  expected: `${Object.hasOwn(symbols, operator) ? symbols[operator as Operator] : operator} ${expected ?? '?'}`,
  actual: actual ?? 'no value',
})

/** Equal reasons of several participants become one; measured values are gathered. */
const group = (reasons: readonly Reason[]): readonly Reason[] => {
  const groups = new Map<string, Reason[]>()
  for (const reason of reasons) {
    const key = JSON.stringify([reason.kind, reason.message, reason.expected])
    groups.set(key, [...(groups.get(key) ?? []), reason])
  }
  return [...groups.values()].map((equal) => {
    const [first] = equal as [Reason]
    return {
      ...first,
      ...(first.actual !== undefined && { actual: rangeOf(equal.map(({ actual }) => actual ?? '')) }),
      participants: equal.flatMap(({ participants }) => participants),
      evidence: equal.flatMap(({ evidence }) => evidence),
    }
  })
}

const rangeOf = (values: readonly string[]): string => {
  const distinct = [...new Set(values)]
  if (distinct.length === 1) return distinct[0] ?? ''
  const numbers = distinct.map(Number)
  if (numbers.some(Number.isNaN)) return distinct.toSorted().join(', ')
  return `${Math.min(...numbers)} … ${Math.max(...numbers)}`
}
