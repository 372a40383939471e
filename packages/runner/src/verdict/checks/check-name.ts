import { plural } from '@loadero-test/core/internal'
import type { HistoryLimit } from '../../model/analysis/history-limit.js'
import { metricKey } from '../../model/timed/metric-key.js'
import { unitOf, withUnit, withUnitLabel } from '../../model/metric-unit.js'
import { operatorSymbol } from '../../model/timed/operator-symbol.js'
import { ordinal } from '../../model/ordinal.js'
import type { ExpectationSpec } from '../../model/spec.js'
import type { AssertBody } from '../../model/wire/assert-body.js'

/** `< 200`; an unknown operator is shown as it is. */
function comparison(operator = '?', expected: string | number = '?'): string {
  return `${operatorSymbol(operator)} ${expected}`
}

/** `< 200 ms`, where the unit of the metric is known. */
export function metricComparison(path: string, operator?: string, expected?: string | number): string {
  return withUnit(comparison(operator, expected), path)
}

/** `95%`, `66.67%` */
export function percent(share: number, maxDecimals = 2): string {
  return `${Number((share * 100).toFixed(maxDecimals))}%`
}

/** Of a limit, which is not rounded: 99.999% is not 100%. */
const limitDecimals = 9

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
  const title = `${subjectOf(spec)} ${expectationComparison(spec)}`
  // The threshold is another one in each run.
  if (spec.history) return { name: `${subjectOf(spec)} compared with earlier runs`, title }
  const limit = metric?.secondsShare === undefined ? stableComparison(operator, String(expected)) : '≥ limit'
  if (metric?.summary.kind !== 'share') return { name: `${subjectOf(spec)} ${limit}`, title }
  const isTuned = metric.secondsShare !== undefined && thresholdOperators.has(operator)
  const key = metricKey(metric, { operator, expected: isTuned ? 'limit' : expected })
  return { name: `share of participants${whereOf(spec)}: ${key} ${limit}`, title }
}

/** What an expectation compares: `95th percentile of webrtc/audio/rtt/avg where group pair`. */
export function subjectOf(spec: Pick<ExpectationSpec, 'metric' | 'slice' | 'operator' | 'expected'>): string {
  const { metric } = spec
  const where = whereOf(spec)
  if (!metric) return `success rate${where}`
  const { summary } = metric
  const key = metricKey(metric, spec)
  switch (summary.kind) {
    case 'share':
      return `${percent(summary.share, limitDecimals)} of participants${where}: ${key}`
    case 'percentile':
      return `${ordinal(summary.percentile)} percentile of ${key}${where}`
    default:
      return `${summary.kind} of ${key}${where}`
  }
}

/**
 * `20%`, `30 ms` or `5 percentage points`
 * @param unit of the value that is compared; `share` for the success rate, which is written in percent
 */
function marginText({ by }: Pick<HistoryLimit, 'by'>, unit: string): string {
  const percentage = Number((by.value * 100).toFixed(6))
  if (by.kind === 'share') return `${percentage}%`
  if (unit === 'share') return `${percentage} percentage points`
  return unit === '%' ? `${by.value} percentage points` : withUnitLabel(String(by.value), unit)
}

/** `< 150 ms` for a metric, `≥ 95%` for the success rate and for a share of seconds. */
export function expectationComparison(spec: ExpectationSpec): string {
  const { metric, operator, expected, history } = spec
  if (history) {
    const { baseline } = history
    const margin = marginText(history, metric ? unitOf(metricKey(metric, spec)) : 'share')
    if (baseline?.kind !== 'known')
      return `at most ${margin} worse than ${plural(history.runs, 'earlier run')}`
    const number = (value: number) => Number(value.toPrecision(6))
    const limit = metric
      ? metricComparison(metricKey(metric, spec), operator, number(expected))
      : comparison(operator, percent(expected))
    const earlier = metric ? withUnit(String(number(baseline.value)), metric.path) : percent(baseline.value)
    return `${limit}, ${margin} worse than ${earlier} of ${baseline.source}`
  }
  if (metric?.secondsShare !== undefined)
    return comparison('gte', percent(metric.secondsShare, limitDecimals))
  return metric
    ? metricComparison(metricKey(metric, spec), operator, expected)
    : comparison(operator, percent(expected, limitDecimals))
}

const thresholdOperators = new Set<string>(['lt', 'lte', 'gt', 'gte'])

/** A threshold is a limit that may change; a value that must be equal or match is what the check is about. */
function stableComparison(operator: string, expected: string): string {
  return thresholdOperators.has(operator)
    ? `${operatorSymbol(operator)} limit`
    : comparison(operator, expected)
}

function whereOf({ slice }: Pick<ExpectationSpec, 'slice'>): string {
  const conditions = Object.entries(slice)
    .filter(([, accepted]) => accepted !== undefined)
    .map(([key, accepted]) => `${key} ${[accepted].flat().join(' or ')}`)
  return conditions.length === 0 ? '' : ` where ${conditions.join(', ')}`
}
