import { type Aggregator, aggregators, type Metric, type Result, type Run } from '@loadero-test/core'
import { needsLogs, splitMetricPath } from '../../model/timed/metric-path.js'
import { isTextMetric, measurableRange } from '../../model/metric-range.js'
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
  if (path.startsWith('actions/timeExecution/')) return timecardProblem(result, path)
  const { machine = {}, webrtc = {} } = result.metrics ?? {}
  const metrics: Readonly<Partial<Record<string, Metric>>> = { ...machine, ...webrtc }
  const base = metrics[path] ? path : path.slice(0, path.lastIndexOf('/'))
  const metric = metrics[base]
  if (!metric) return undefined
  const [section, other] = base.startsWith('machine/') ? ['webrtc', webrtc] : ['machine', machine]
  if (Object.hasOwn(other, base)) return `the result has it among the metrics of ${section}`
  if (metric.metric_path !== undefined && metric.metric_path !== base) {
    return `the metric is named ${metric.metric_path}`
  }
  const { data_count: samples, value } = metric
  if (samples !== undefined && !(Number.isSafeInteger(samples) && samples > 0)) {
    return `there is a value, but ${samples} samples`
  }
  if (typeof value === 'string' && decimalOf(value) === undefined && !isTextMetric(base)) {
    return `${JSON.stringify(value)} is not a number`
  }
  const numbers = [
    { of: base, number: typeof value === 'string' ? decimalOf(value) : value },
    ...Object.entries(aggregators).map(([name, field]) => ({ of: `${base}/${name}`, number: metric[field] })),
  ].flatMap(({ of, number }) => (number === undefined ? [] : [{ of, number }]))
  for (const { of, number } of numbers) {
    const { min, max } = measurableRange(of)
    if (!(number >= min && number <= max)) {
      return number < min ? `${number} is below ${min}` : `${number} is above ${max}`
    }
  }
  const { aggregate } = splitMetricPath(path)
  // A relative deviation does not exist where the average is 0.
  const isMissing =
    aggregate !== undefined && aggregate !== 'rstddev' && !numbers.some(({ of }) => of === path)
  if (isMissing && aggregate !== 'percent' && numbers.length > 0) {
    return `there are other values of it, but no ${aggregators[aggregate as Aggregator]}`
  }
  return orderProblem(metric)
}

/** The steps of a script that are timed. */
function timecardProblem({ data_sync }: Result, path: string): string | undefined {
  const name = path.slice('actions/timeExecution/'.length)
  const cards = (data_sync?.result_timecards ?? []).filter((card) => card.name === name)
  const { max } = measurableRange(path)
  const invalid = cards.find(
    ({ start = Infinity, end = Infinity }) => !(Number.isFinite(start) && end >= start && end - start <= max),
  )
  return invalid && `it starts at ${invalid.start ?? '?'} and ends at ${invalid.end ?? '?'}`
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
