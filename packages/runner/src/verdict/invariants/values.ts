import { aggregators, type Metric, type Run } from '@loadero-test/core'
import { needsLogs } from '../../model/timed/metric-path.js'
import { isTextMetric, metricRange } from '../../model/metric-range.js'
import type { ExpectationSpec } from '../../model/spec.js'
import { decimalOf } from '../../model/wire/preconditions.js'
import { isInSlice, type JudgedParticipant } from '../judged-participant.js'
import { violation, type Violation } from './violation.js'

/** The service has finished the metrics that expectations need. */
export function checkMetricStatus(
  { id, metric_status: status }: Run,
  expects: readonly ExpectationSpec[],
): readonly Violation[] {
  const isFinal = status === undefined || status === 'available' || status === 'none'
  const needed = expects.find(({ metric }) => metric && !needsLogs(metric))?.metric?.path
  if (isFinal || needed === undefined) return []
  const message = `an expectation needs ${needed}, but the metrics of run ${id} are ${status}`
  return [violation('metrics-available', message)]
}

/** The values that expectations need are numbers that can have been measured. */
export function checkMetricValues(
  participants: readonly JudgedParticipant[],
  expects: readonly ExpectationSpec[],
): readonly Violation[] {
  const seen = new Set<string>()
  return participants.flatMap((participant) =>
    expects.flatMap(({ metric, slice }) => {
      if (!metric || needsLogs(metric) || !isInSlice(slice, participant.traits)) return []
      const { label } = participant
      if (seen.has(`${metric.path} ${label}`)) return []
      seen.add(`${metric.path} ${label}`)
      const problem = metricProblem(participant, metric.path)
      return problem === undefined
        ? []
        : [violation('metric-value', `${metric.path} of ${label}: ${problem}`, [label])]
    }),
  )
}

function metricProblem({ result }: JudgedParticipant, path: string): string | undefined {
  const metrics: Readonly<Partial<Record<string, Metric>>> = {
    ...result.metrics?.machine,
    ...result.metrics?.webrtc,
  }
  if (path.startsWith('actions/timeExecution/')) {
    const name = path.slice('actions/timeExecution/'.length)
    const cards = (result.data_sync?.result_timecards ?? []).filter((card) => card.name === name)
    const invalid = cards.find(
      ({ start = Infinity, end = Infinity }) => !(Number.isFinite(start) && end >= start && end < Infinity),
    )
    return invalid && `it starts at ${invalid.start ?? '?'} and ends at ${invalid.end ?? '?'}`
  }
  const base = metrics[path] ? path : path.slice(0, path.lastIndexOf('/'))
  const metric = metrics[base]
  if (!metric) return undefined
  if (metric.metric_path !== undefined && metric.metric_path !== base) {
    return `the metric is named ${metric.metric_path}`
  }
  const { data_count: samples, value } = metric
  if (samples !== undefined && !(Number.isSafeInteger(samples) && samples > 0)) {
    return `there is a value, but ${samples} samples`
  }
  if (typeof value === 'string' && decimalOf(value) === undefined && !isTextMetric(base)) {
    return `${JSON.stringify(value)} is no number`
  }
  const numbers = [value, ...Object.values(aggregators).map((field) => metric[field])]
    .map((one) => (typeof one === 'string' ? decimalOf(one) : one))
    .filter((one) => one !== undefined)
  const { min, max } = metricRange(path)
  const outside = numbers.find((one) => !(one >= min && one <= max))
  if (outside !== undefined) {
    return outside < min ? `${outside} is below ${min}` : `${outside} is above ${max}`
  }
  return orderProblem(metric)
}

/** Percentiles lie between the extremes, and an average does too. Rounding may swap neighbours by a little. */
function orderProblem(metric: Metric): string | undefined {
  const ordered = [
    'minimum',
    'perc_1st',
    'perc_5th',
    'perc_25th',
    'perc_50th',
    'perc_75th',
    'perc_95th',
    'perc_99th',
    'maximum',
  ].flatMap((field) => {
    const value = metric[field]
    return typeof value === 'number' ? [{ field, value }] : []
  })
  const { average } = metric
  const first = ordered[0]
  const last = ordered.at(-1)
  const isBelow = (a: number, b: number) => a < b - 0.01 - Math.abs(b) * 1e-6
  for (const [index, { field, value }] of ordered.entries()) {
    const before = ordered[index - 1]
    if (before && isBelow(value, before.value))
      return `${field} is ${value}, but ${before.field} is ${before.value}`
  }
  if (average === undefined || !first || !last) return undefined
  if (first.field === 'minimum' && isBelow(average, first.value))
    return `average is ${average}, but minimum is ${first.value}`
  if (last.field === 'maximum' && isBelow(last.value, average))
    return `average is ${average}, but maximum is ${last.value}`
  return undefined
}
