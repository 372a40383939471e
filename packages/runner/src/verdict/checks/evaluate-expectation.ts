import { percentile, plural } from '@loadero-test/core/internal'
import { withUnit } from '../../model/metric-unit.js'
import type { Check } from '../../model/result.js'
import type { ExpectationSpec, ExpectedMetric } from '../../model/spec.js'
import { comparisonHolds } from '../../model/timed/compare-numbers.js'
import { metricKey } from '../../model/timed/metric-key.js'
import { marksOf, needsLogs } from '../../model/timed/metric-path.js'
import { percent } from './check-name.js'
import { isInSlice, type JudgedParticipant } from '../judged-participant.js'
import { metricValue } from '../metric-value.js'
import { neverMs, readTimedMetric } from '../timed/timed-reading.js'
import type { NoValue } from '../timed/window.js'

/** What the participants in the slice of an expectation measured. */
export interface Evaluation {
  readonly selected: readonly JudgedParticipant[]
  readonly outcome: Check['outcome']
  readonly actual: string
  /** The number in `actual`, absent when there is none. */
  readonly value?: number
  /** How many participants meet the limit on their own. */
  readonly holding: number
  readonly violating: readonly JudgedParticipant[]
  /** Why participants have no value, one line for each cause. */
  readonly details?: readonly string[]
}

export function evaluateExpectation(
  spec: ExpectationSpec,
  participants: readonly JudgedParticipant[],
): Evaluation {
  const selected = participants.filter(({ traits }) => isInSlice(spec.slice, traits))
  if (selected.length === 0) {
    return { selected, outcome: 'errored', actual: 'no participant in the slice', holding: 0, violating: [] }
  }
  if (spec.metric) return { selected, ...evaluateMetric(spec, spec.metric, selected) }
  const passed = selected.filter(({ status }) => status === 'passed').length
  const unknown = selected.filter(({ status }) => status === 'unknown').length
  // The true rate is between these two for any outcome of the unknown results.
  const holdsAtMin = comparisonHolds(passed / selected.length, spec.operator, spec.expected)
  const holdsAtMax = comparisonHolds((passed + unknown) / selected.length, spec.operator, spec.expected)
  const isCertain = unknown === 0 || (holdsAtMin === holdsAtMax && !['eq', 'neq'].includes(spec.operator))
  return {
    selected,
    outcome: !isCertain ? 'errored' : holdsAtMin ? 'passed' : 'failed',
    actual: `${percent(passed / selected.length)}, ${passed} of ${selected.length}`,
    value: passed / selected.length,
    holding: passed,
    violating: selected.filter(({ status }) => status !== 'passed'),
  }
}

function evaluateMetric(
  spec: ExpectationSpec,
  metric: ExpectedMetric,
  selected: readonly JudgedParticipant[],
): Omit<Evaluation, 'selected'> {
  const unknown = needsLogs(metric) ? findUnknownMark(metric, selected) : undefined
  if (unknown !== undefined) return { outcome: 'errored', actual: unknown, holding: 0, violating: selected }
  const readings = selected.map((participant) => ({
    participant,
    value: readMetric(spec, metric, participant),
  }))
  const measured = readings.flatMap(({ participant, value }) =>
    typeof value === 'number' ? [{ participant, value }] : [],
  )
  // A share of seconds must reach the share that is required, any other value the threshold.
  const isMet = (value: number) =>
    metric.secondsShare === undefined
      ? comparisonHolds(value, spec.operator, spec.expected)
      : value >= metric.secondsShare - 1e-9
  const holding = measured.filter(({ value }) => isMet(value)).length
  const missing = readings.flatMap(({ participant, value }) =>
    typeof value === 'number' ? [] : [{ ...value, participant }],
  )
  // `2 participants: no mark 'unmuted' after 'muted'`
  const counts = new Map<string, number>()
  for (const { cause } of missing) counts.set(cause, (counts.get(cause) ?? 0) + 1)
  const causes = [...counts].map(([cause, count]) => `${plural(count, 'participant')}: ${cause}`)
  const details = needsLogs(metric) ? causes.slice(0, maxListed) : []
  const unreadable = missing.filter(({ isUnreadable }) => isUnreadable)
  if (missing.length > 0 && (spec.missing === 'fail' || unreadable.length > 0)) {
    const violating = (spec.missing === 'fail' ? missing : unreadable).map(({ participant }) => participant)
    const areUnknown = missing.every(
      ({ participant, isUnreadable }) =>
        isUnreadable || (spec.missing === 'fail' && participant.status === 'unknown'),
    )
    const actual = `no value from ${violating.length} of ${selected.length}`
    const isErrored = areUnknown || spec.missing === 'skip'
    return { outcome: isErrored ? 'errored' : 'failed', actual, holding, violating, details }
  }
  // The spec allows that participants have no value, but a check of none proves nothing.
  if (measured.length === 0)
    return { outcome: 'errored', actual: 'no value', holding, violating: [], details }
  const violating = measured.filter(({ value }) => !isMet(value)).map(({ participant }) => participant)
  const values = measured.map(({ value }) => value)
  return { ...summarizeValues(values, spec, metric, isMet), holding, violating }
}

/** @param values of all participants that have one */
function summarizeValues(
  values: readonly number[],
  spec: ExpectationSpec,
  metric: ExpectedMetric,
  isMet: (value: number) => boolean,
): Pick<Evaluation, 'outcome' | 'actual' | 'value'> {
  const { summary, secondsShare } = metric
  const holding = values.filter(isMet).length
  const sorted = values.toSorted((a, b) => a - b)
  if (summary.kind === 'share') {
    // The tolerance absorbs binary fractions: 19 of 20 is 95%.
    const isReached = holding >= summary.share * values.length - 1e-9
    const hasLowerLimit = secondsShare !== undefined || spec.operator === 'gt' || spec.operator === 'gte'
    const hasUpperLimit = spec.operator === 'lt' || spec.operator === 'lte'
    const worst = hasLowerLimit ? sorted[0] : hasUpperLimit ? sorted.at(-1) : undefined
    const isShown = needsLogs(metric) && holding < values.length && worst !== undefined
    const share = holding / values.length
    const actual = `${percent(share)}, ${holding} of ${values.length}${isShown ? `, worst ${valueText(worst, spec, metric)}` : ''}`
    return { outcome: isReached ? 'passed' : 'failed', actual, value: share }
  }
  const percentiles = { min: 0, max: 100 }
  const value =
    summary.kind === 'mean'
      ? values.reduce((sum, one) => sum + one, 0) / values.length
      : percentile(sorted, summary.kind === 'percentile' ? summary.percentile : percentiles[summary.kind])
  return {
    outcome: isMet(value) ? 'passed' : 'failed',
    actual: valueText(value, spec, metric),
    // A time that was never reached is not a number.
    ...(!(metric.until && value > neverMs / 1e9) && { value }),
  }
}

/** The value of a participant, of its result or of its logs. */
export function readMetric(
  { operator, expected }: Pick<ExpectationSpec, 'operator' | 'expected'>,
  metric: ExpectedMetric,
  { result, timeline }: Pick<JudgedParticipant, 'result' | 'timeline'>,
): number | NoValue {
  if (needsLogs(metric)) {
    return readTimedMetric(metric, timeline, (value) => comparisonHolds(value, operator, expected))
  }
  const value = metricValue(result, metric.path)
  if (value !== undefined) return value
  // The service reports a rating of the audio in asserts, and does not document where else.
  const isUnreadable = metric.path.startsWith('mos/')
  return { cause: `no value of ${metric.path}`, ...(isUnreadable && { isUnreadable }) }
}

/** A mark that a window names and none of the participants set: a wrong name, so the expectation proves nothing. */
function findUnknownMark(
  { window }: ExpectedMetric,
  selected: readonly JudgedParticipant[],
): string | undefined {
  const readable = selected.flatMap(({ timeline }) =>
    timeline === undefined || timeline.unreadable.has('selenium') ? [] : [timeline],
  )
  if (readable.length === 0) return undefined
  const known = new Set(readable.flatMap(({ marks }) => marks.map(({ name }) => name)))
  const unknown = marksOf(window).find((name) => !known.has(name))
  if (unknown === undefined) return undefined
  const names = [...known].toSorted().slice(0, maxListed)
  const list = names.length === 0 ? 'the scripts set no mark' : `known marks: ${names.join(', ')}`
  return `unknown mark '${unknown}', ${list}${known.size > names.length ? ', …' : ''}`
}

const maxListed = 10

function valueText(value: number, spec: ExpectationSpec, metric: ExpectedMetric): string {
  if (metric.secondsShare !== undefined) return `${percent(value)} of seconds`
  // A mean of times that were never reached is less than the largest number.
  if (metric.until && value > neverMs / 1e9) return 'never'
  return withUnit(String(Number(value.toPrecision(6))), metricKey(metric, spec))
}
