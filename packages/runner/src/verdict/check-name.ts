import type { Operator } from '@loadero-test/core'
import { withUnit } from '../model/metric-unit.js'
import { ordinal } from '../model/ordinal.js'
import type { ExpectationSpec } from '../model/spec.js'
import type { AssertBody } from '../model/wire/assert-body.js'

const symbols = {
  eq: '=',
  neq: '≠',
  gt: '>',
  gte: '≥',
  lt: '<',
  lte: '≤',
  regex: 'matches',
} as const satisfies Record<Operator, string>

/** `< 200`; an unknown operator is shown as it is. */
function comparison(operator = '?', expected: string | number = '?'): string {
  return `${symbolOf(operator)} ${expected}`
}

function symbolOf(operator: string): string {
  return Object.hasOwn(symbols, operator) ? symbols[operator as Operator] : operator
}

/** `< 200 ms`, where the unit of the metric is known. */
export function metricComparison(path: string, operator?: string, expected?: string | number): string {
  return withUnit(comparison(operator, expected), path)
}

/** `95%`, `66.67%` */
export function percent(share: number, maxDecimals = 2): string {
  return `${Number((share * 100).toFixed(maxDecimals))}%`
}

/** A limit is not rounded: 99.999% is not 100%. */
function limitPercent(share: number): string {
  return percent(share, 9)
}

/**
 * The name of a check is its identity between sessions, so a limit that can be tuned is not part of it; its title is
 * what people read.
 */
export interface CheckLabel {
  readonly name: string
  readonly title: string
}

/** `webrtc/audio/rtt/avg < limit` and `webrtc/audio/rtt/avg < 200 ms when browser = chromeLatest, group_num < 5` */
export function assertLabel({ body: { path, operator, expected }, preconditions }: AssertBody): CheckLabel {
  const conditions = preconditions.map((one) => `${one.property} ${comparison(one.operator, one.expected)}`)
  const when = conditions.length === 0 ? '' : ` when ${conditions.join(', ')}`
  return {
    name: `${path} ${stableComparison(operator, expected)}${when}`,
    title: `${path} ${metricComparison(path, operator, expected)}${when}`,
  }
}

/** `share of participants: X < limit` and `80% of participants: X < 150 ms` */
export function expectationLabel(spec: ExpectationSpec): CheckLabel {
  const { metric, operator, expected } = spec
  const limit = stableComparison(operator, String(expected))
  const title = `${subjectOf(spec)} ${expectationComparison(spec)}`
  if (metric?.summary.kind !== 'share') return { name: `${subjectOf(spec)} ${limit}`, title }
  return { name: `share of participants${whereOf(spec)}: ${metric.path} ${limit}`, title }
}

/** What an expectation compares: `95th percentile of webrtc/audio/rtt/avg where group pair`. */
export function subjectOf(spec: Pick<ExpectationSpec, 'metric' | 'slice'>): string {
  const { metric } = spec
  const where = whereOf(spec)
  if (!metric) return `success rate${where}`
  const { path, summary } = metric
  switch (summary.kind) {
    case 'share':
      return `${limitPercent(summary.share)} of participants${where}: ${path}`
    case 'percentile':
      return `${ordinal(summary.percentile)} percentile of ${path}${where}`
    default:
      return `${summary.kind} of ${path}${where}`
  }
}

/** `< 150 ms` for a metric, `≥ 95%` for the success rate. */
export function expectationComparison({ metric, operator, expected }: ExpectationSpec): string {
  return metric
    ? metricComparison(metric.path, operator, expected)
    : comparison(operator, limitPercent(expected))
}

/** A threshold is a limit that may change; a value that must be equal or match is what the check is about. */
function stableComparison(operator: string, expected: string): string {
  return ['lt', 'lte', 'gt', 'gte'].includes(operator)
    ? `${symbolOf(operator)} limit`
    : comparison(operator, expected)
}

function whereOf({ slice }: Pick<ExpectationSpec, 'slice'>): string {
  const conditions = Object.entries(slice)
    .filter(([, accepted]) => accepted !== undefined)
    .map(([key, accepted]) => `${key} ${[accepted].flat().join(' or ')}`)
  return conditions.length === 0 ? '' : ` where ${conditions.join(', ')}`
}
