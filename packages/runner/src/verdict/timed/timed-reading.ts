import { plural } from '@loadero-test/core/internal'
import { aggregate, type SeriesPoint, sumOf } from '@loadero-test/metrics'
import { logOfMetric, logsOf, packetsOf, splitMetricPath } from '../../model/timed/metric-path.js'
import { samplingOf } from '../../model/timed/metric-sampling.js'
import type { ExpectedMetric } from '../../model/spec.js'
import type { NumberCondition } from '../../model/timed/time-window.js'
import type { Timeline } from '../../model/timed/timeline.js'
import { comparisonHolds } from '../../model/timed/compare-numbers.js'
import { countMissing, minStepMs, secondsIn, usualStepMs } from './seconds.js'
import { type Interval, windowIntervals, isNoValue, type NoValue } from './window.js'

/** The value of a condition that is never met: longer than any limit. It is finite, so that percentiles can be computed. */
export const neverMs = Number.MAX_VALUE

/**
 * The value of one participant that an expectation on its logs is about: an aggregate or a mean, a share of seconds, or a
 * time in milliseconds. A second counts when it is completely inside of the window.
 * @param holds whether the value of one second meets the threshold
 */
export function readTimedMetric(
  metric: ExpectedMetric,
  timeline: Timeline | undefined,
  holds: (value: number) => boolean,
): number | NoValue {
  const { path, window = {}, secondsShare, until } = metric
  if (timeline === undefined) return { cause: 'no logs', isUnreadable: true }
  const unreadable = [...logsOf(metric)].flatMap((kind) => timeline.unreadable.get(kind) ?? [])[0]
  if (unreadable !== undefined) return { cause: unreadable, isUnreadable: true }
  const intervals = windowIntervals(window, timeline)
  if (isNoValue(intervals)) return intervals
  const { base, aggregate: summary } = splitMetricPath(path)
  const isInWindow = ({ atMs }: { readonly atMs: number }) =>
    intervals.some(({ fromMs, toMs }) => atMs >= fromMs && atMs <= toMs)
  const log = logOfMetric(path)
  if (log === 'selenium') {
    const name = base.slice('measure/'.length)
    const own = timeline.measurements.filter((one) => one.name === name && isInWindow(one))
    return aggregateOf(own, summary) ?? { cause: `no measurement '${name}'` }
  }
  const all = timeline.series.get(base) ?? []
  const sampling = samplingOf(base)
  if (sampling === 'event' || sampling === 'event count') {
    const events = all.filter(isInWindow)
    // A count that its log has, but not in the window, is 0 there.
    const none = sampling === 'event count' ? all.slice(0, 1).map((one) => ({ ...one, value: 0 })) : []
    return readEvents(metric, events.length === 0 ? none : events, holds)
  }
  // A sparse metric has no value in some seconds, but the log must have these seconds.
  const isContinuous = sampling === 'continuous'
  const readings = isContinuous ? all : (timeline.readings.get(log ?? 'webrtc') ?? [])
  const stepMs = isContinuous ? usualStepMs(all) : minStepMs
  const seconds = intervals.map((interval) => ({
    interval,
    points: secondsIn(all, interval, stepMs),
    gaps: (kind: 'inner' | 'all') => countMissing(readings, interval, kind),
  }))
  if (until) {
    const times = seconds.map((one) => timeToCondition(until, one, timeline))
    const known = times.filter((time) => time !== undefined)
    return known.length === times.length ? Math.max(...known) : { cause: `no second of ${base}` }
  }
  const points = seconds.flatMap((one) => one.points)
  const missing = sumOf(seconds.map(({ gaps }) => gaps('all')))
  if (points.length === 0) return { cause: `no second of ${base}` }
  if (secondsShare !== undefined) {
    return points.filter(({ value }) => holds(value)).length / (points.length + missing)
  }
  // An aggregate of the whole run is that of the seconds that exist, as at Loadero.
  if (missing > 0 && metric.window) {
    return { cause: `${plural(missing, 'missing second')} of ${isContinuous ? base : `the log of ${base}`}` }
  }
  if (summary === 'percent') return lossPercent(base, points, timeline, intervals)
  return aggregateOf(points, summary) ?? { cause: `no value of ${path}` }
}

/** From the start of an interval to its first value that meets a condition; undefined when that is unknown. */
function timeToCondition(
  condition: NumberCondition,
  {
    interval,
    points,
    gaps,
  }: {
    readonly interval: Interval
    readonly points: readonly SeriesPoint[]
    readonly gaps: (kind: 'inner' | 'all') => number
  },
  { presence }: Timeline,
): number | undefined {
  const startMs = Number.isFinite(interval.fromMs) ? interval.fromMs : presence?.startMs
  if (startMs === undefined) return undefined
  const reached = points.find(({ value }) =>
    Object.entries(condition).every(([operator, limit]) => comparisonHolds(value, operator, limit)),
  )
  if (reached) return Math.max(0, reached.atMs - startMs)
  // Before the first value and after the last one nothing could meet the condition, in a missing second it could.
  return points.length === 0 || gaps('inner') > 0 ? undefined : neverMs
}

/** Lost packets of received and lost ones, or of sent ones. */
function lossPercent(
  base: string,
  lost: readonly SeriesPoint[],
  { series }: Timeline,
  intervals: readonly Interval[],
): number | NoValue {
  const packets = series.get(packetsOf(base)) ?? []
  const totalOf = (points: readonly SeriesPoint[]) => sumOf(points.map(({ value }) => value))
  const lostTotal = totalOf(lost)
  const total = totalOf(intervals.flatMap((interval) => secondsIn(packets, interval, minStepMs)))
  const all = base.endsWith('/in') ? total + lostTotal : total
  return all > 0 ? (100 * lostTotal) / all : { cause: `no packets of ${base}` }
}

/** Values at moments, which have no seconds. */
function readEvents(
  { path, secondsShare, until }: ExpectedMetric,
  points: readonly SeriesPoint[],
  holds: (value: number) => boolean,
): number | NoValue {
  const { base, aggregate: summary } = splitMetricPath(path)
  if (until) return { cause: `no value per second of ${base}` }
  if (points.length === 0) return { cause: `no value of ${base}` }
  if (secondsShare !== undefined) return points.filter(({ value }) => holds(value)).length / points.length
  return aggregateOf(points, summary) ?? { cause: `no value of ${path}` }
}

function aggregateOf(points: readonly SeriesPoint[], summary = 'avg'): number | undefined {
  const aggregates: Readonly<Record<string, number | undefined>> = aggregate(points)
  return aggregates[summary]
}
