import { percentile } from '@loadero-test/core'
import type { Check, ExpectationSpec, Reason, Aggregation } from '../model/model.js'
import { comparison, subjectOf } from './check-name.js'
import type { AssertOutcome } from './assert-outcome.js'
import { metricValue } from './metric-value.js'
import { isIn, type JudgedParticipant } from './participant-outcome.js'

/**
 * Checks one expectation over the participants of a run that is done. What hangs on participants that neither passed
 * nor failed is errored: they may have been anything.
 */
export function checkExpectation(spec: ExpectationSpec, participants: readonly JudgedParticipant[]): AssertOutcome {
  const those = participants.filter(({ traits }) => isIn(spec.slice, traits))
  const { outcome, actual, held, outside } = those.length === 0 ? nobody : findingOf(spec, those)
  const check: Check = {
    ...expectationCheck(spec),
    outcome,
    actual,
    participants: { total: those.length, passed: held },
  }
  if (outcome === 'passed' || outcome === 'skipped') return { check, reasons: [] }
  const reason: Reason = {
    kind: 'expectation',
    message: subjectOf(spec),
    expected: comparison(spec.operator, spec.expected),
    actual,
    participants: outside.map(({ label }) => label),
    participantTotal: those.length,
    evidence: outside.flatMap(({ files }) => files),
  }
  return { check, reasons: [reason] }
}

/** An expectation that nobody has looked at yet. */
export function expectationCheck(spec: ExpectationSpec): Check {
  return {
    kind: 'expectation',
    name: `${subjectOf(spec)} ${comparison(spec.operator, spec.expected)}`,
    outcome: 'skipped',
    ...(spec.metric && {
      gate: { path: spec.metric.path, operator: spec.operator, limit: String(spec.expected) },
    }),
    participants: { total: 0, passed: 0 },
  }
}

interface Finding {
  readonly outcome: Check['outcome']
  readonly actual: string
  /** How many participants it holds for by themselves. */
  readonly held: number
  readonly outside: readonly JudgedParticipant[]
}

const nobody: Finding = {
  outcome: 'failed',
  actual: 'no participant that it is about',
  held: 0,
  outside: [],
}

function findingOf(spec: ExpectationSpec, those: readonly JudgedParticipant[]): Finding {
  return spec.metric ? ofMetric(spec, spec.metric, those) : ofSuccess(spec, those)
}

function ofSuccess(spec: ExpectationSpec, those: readonly JudgedParticipant[]): Finding {
  const passed = those.filter(({ status }) => status === 'passed').length
  const unknown = those.filter(({ status }) => status === 'unknown').length
  // Whatever the unknown ones were, the rate lies between these two.
  const [least, most] = [passed, passed + unknown].map((count) => holds(count / those.length, spec))
  const certain = unknown === 0 || (least === most && !['eq', 'neq'].includes(spec.operator))
  return {
    outcome: !certain ? 'errored' : least ? 'passed' : 'failed',
    actual: `${round(passed / those.length)} (${passed} of ${those.length})`,
    held: passed,
    outside: those.filter(({ status }) => status !== 'passed'),
  }
}

interface Measured {
  readonly one: JudgedParticipant
  readonly value: number
}

function ofMetric(
  spec: ExpectationSpec,
  { path, summary }: NonNullable<ExpectationSpec['metric']>,
  those: readonly JudgedParticipant[],
): Finding {
  const measured = those.flatMap((one): readonly Measured[] => {
    const value = metricValue(one.result, path)
    return value === undefined ? [] : [{ one, value }]
  })
  const held = measured.filter(({ value }) => holds(value, spec)).length
  if (measured.length < those.length && spec.missing === 'fail') {
    const having = new Set(measured.map(({ one }) => one))
    const outside = those.filter((one) => !having.has(one))
    const excused = outside.every(({ status }) => status === 'unknown')
    const actual = `no value from ${outside.length} of ${those.length}`
    return { outcome: excused ? 'errored' : 'failed', actual, held, outside }
  }
  // Nobody measured it, and the author said that this is fine.
  if (measured.length === 0) return { outcome: 'skipped', actual: 'no value', held, outside: [] }
  const outside = measured.filter(({ value }) => !holds(value, spec)).map(({ one }) => one)
  return { ...compare(spec, summary, measured, held), held, outside }
}

function compare(
  spec: ExpectationSpec,
  summary: Aggregation,
  measured: readonly Measured[],
  held: number,
): Pick<Finding, 'outcome' | 'actual'> {
  const verdict = (good: boolean) => (good ? 'passed' : 'failed')
  if (summary.kind === 'share') {
    // Counted, so that 19 of 20 are 0.95 whatever binary fractions make of it.
    const good = held >= summary.share * measured.length - 1e-9
    return { outcome: verdict(good), actual: `${round(held / measured.length)} of them` }
  }
  const actual = summarise(
    measured.map(({ value }) => value),
    summary,
  )
  return { outcome: verdict(holds(actual, spec)), actual: String(round(actual)) }
}

function summarise(values: readonly number[], summary: Exclude<Aggregation, { kind: 'share' }>): number {
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

function round(value: number): number {
  return Number(value.toPrecision(6))
}
