import { percentile } from '@loadero-test/core/internal'
import type { Check, Reason } from '../model/result.js'
import type { Aggregation, ExpectationSpec } from '../model/spec.js'
import type { CheckOutcome } from './check-asserts.js'
import { expectationComparison, expectationLabel, percent, subjectOf } from './check-name.js'
import { withUnit } from '../model/metric-unit.js'
import { isInSlice, type JudgedParticipant } from './judged-participant.js'
import { metricValue } from './metric-value.js'

/**
 * Checks one expectation over the participants of a done run. It is errored when its outcome depends on participants
 * whose result is unknown.
 */
export function checkExpectation(
  spec: ExpectationSpec,
  participants: readonly JudgedParticipant[],
): CheckOutcome {
  const selected = participants.filter(({ traits }) => isInSlice(spec.slice, traits))
  const { outcome, actual, holding, violating } = evaluate(spec, selected)
  const check: Check = {
    ...expectationCheck(spec),
    outcome,
    actual,
    participants: { total: selected.length, passed: holding },
  }
  if (outcome === 'passed') return { check, reasons: [] }
  const reason: Reason = {
    kind: 'expectation',
    message: subjectOf(spec),
    expected: expectationComparison(spec),
    actual,
    participants: violating.map(({ label }) => label),
    participantTotal: selected.length,
    evidence: violating.flatMap(({ files }) => files),
  }
  return { check, reasons: [reason] }
}

/** The check of an expectation before it is judged. */
export function expectationCheck(spec: ExpectationSpec): Check {
  return {
    kind: 'expectation',
    ...expectationLabel(spec),
    outcome: 'skipped',
    ...(spec.metric && {
      gate: { path: spec.metric.path, operator: spec.operator, limit: String(spec.expected) },
    }),
    participants: { total: 0, passed: 0 },
  }
}

interface Evaluation {
  readonly outcome: Check['outcome']
  readonly actual: string
  /** How many participants meet the limit on their own. */
  readonly holding: number
  readonly violating: readonly JudgedParticipant[]
}

function evaluate(spec: ExpectationSpec, selected: readonly JudgedParticipant[]): Evaluation {
  if (selected.length === 0) {
    return { outcome: 'errored', actual: 'no participant in the slice', holding: 0, violating: [] }
  }
  return spec.metric ? evaluateMetric(spec, spec.metric, selected) : evaluateSuccessRate(spec, selected)
}

function evaluateSuccessRate(spec: ExpectationSpec, selected: readonly JudgedParticipant[]): Evaluation {
  const passed = selected.filter(({ status }) => status === 'passed').length
  const unknown = selected.filter(({ status }) => status === 'unknown').length
  // The true rate is between these two for any outcome of the unknown results.
  const holdsAtMin = holds(passed / selected.length, spec)
  const holdsAtMax = holds((passed + unknown) / selected.length, spec)
  const isCertain = unknown === 0 || (holdsAtMin === holdsAtMax && !['eq', 'neq'].includes(spec.operator))
  return {
    outcome: !isCertain ? 'errored' : holdsAtMin ? 'passed' : 'failed',
    actual: countedShare(passed, selected.length),
    holding: passed,
    violating: selected.filter(({ status }) => status !== 'passed'),
  }
}

function evaluateMetric(
  spec: ExpectationSpec,
  { path, summary }: NonNullable<ExpectationSpec['metric']>,
  selected: readonly JudgedParticipant[],
): Evaluation {
  const measured = selected.flatMap((participant) => {
    const value = metricValue(participant.result, path)
    return value === undefined ? [] : [{ participant, value }]
  })
  const holding = measured.filter(({ value }) => holds(value, spec)).length
  if (measured.length < selected.length && spec.missing === 'fail') {
    const withValue = new Set(measured.map(({ participant }) => participant))
    const violating = selected.filter((participant) => !withValue.has(participant))
    const areUnknown = violating.every(({ status }) => status === 'unknown')
    const actual = `no value from ${violating.length} of ${selected.length}`
    return { outcome: areUnknown ? 'errored' : 'failed', actual, holding, violating }
  }
  // The spec allows that participants have no value, but a check of none proves nothing.
  if (measured.length === 0) return { outcome: 'errored', actual: 'no value', holding, violating: [] }
  const violating = measured.filter(({ value }) => !holds(value, spec)).map(({ participant }) => participant)
  if (summary.kind === 'share') {
    // The tolerance absorbs binary fractions: 19 of 20 is 95%.
    const isReached = holding >= summary.share * measured.length - 1e-9
    const actual = countedShare(holding, measured.length)
    return { outcome: isReached ? 'passed' : 'failed', actual, holding, violating }
  }
  const values = measured.map(({ value }) => value)
  const actual = aggregate(values, summary)
  return {
    outcome: holds(actual, spec) ? 'passed' : 'failed',
    actual: withUnit(String(Number(actual.toPrecision(6))), path),
    holding,
    violating,
  }
}

function aggregate(values: readonly number[], summary: Exclude<Aggregation, { kind: 'share' }>): number {
  if (summary.kind === 'mean') return values.reduce((sum, value) => sum + value, 0) / values.length
  const sorted = values.toSorted((a, b) => a - b)
  if (summary.kind === 'percentile') return percentile(sorted, summary.percentile)
  return percentile(sorted, summary.kind === 'min' ? 0 : 100)
}

function holds(value: number, { operator, expected }: ExpectationSpec): boolean {
  return {
    eq: value === expected,
    neq: value !== expected,
    gt: value > expected,
    gte: value >= expected,
    lt: value < expected,
    lte: value <= expected,
  }[operator]
}

/** `74%, 37 of 50` */
function countedShare(count: number, total: number): string {
  return `${percent(count / total)}, ${count} of ${total}`
}
