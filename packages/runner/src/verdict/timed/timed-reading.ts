import { aggregate, type SeriesPoint } from '@loadero-test/metrics'
import { logOfMetric, logsOf, splitMetricPath } from '../../model/metric-path.js'
import type { ExpectedMetric, NumberCondition } from '../../model/spec.js'
import type { Timeline } from '../../model/timeline.js'
import { conditionHolds } from './condition.js'
import { type Interval, intervalsOf, isNoValue, type NoValue } from './window.js'

/** The value of a condition that is never met: longer than any limit. It is finite, so that percentiles can be computed. */
export const neverMs = Number.MAX_VALUE

/** A gap between values that is longer than this many of their usual distances has missing seconds. */
const maxGapSteps = 2.5
const minStepMs = 1_000

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
  const logs = [...logsOf(metric)]
  if (timeline === undefined) return { cause: 'no logs', isUnreadable: true }
  const unreadable = logs.find((log) => timeline.unreadable.has(log))
  if (unreadable !== undefined) return { cause: `no readable log ${unreadable}`, isUnreadable: true }
  const intervals = intervalsOf(window, timeline)
  if (isNoValue(intervals)) return intervals
  const { base, aggregate: summary } = splitMetricPath(path)
  if (logOfMetric(path) === 'selenium') return readMeasurements(base, summary, timeline, intervals)
  const all = timeline.series.get(base) ?? []
  const stepMs = usualStepMs(all)
  if (until) {
    const times = intervals.map((interval) => timeUntilMet(until, { all, interval, stepMs, timeline }))
    const known = times.filter((time) => time !== undefined)
    return known.length === times.length ? Math.max(...known) : { cause: `no second of ${base}` }
  }
  const seconds = intervals.map((interval) => secondsIn(all, interval, stepMs))
  const points = seconds.flatMap((one) => one.points)
  const missing = seconds.reduce((sum, one) => sum + one.missing, 0)
  if (points.length === 0) return { cause: `no second of ${base}` }
  if (secondsShare !== undefined) {
    return points.filter(({ value }) => holds(value)).length / (points.length + missing)
  }
  if (missing > 0) return { cause: `only ${points.length} of ${points.length + missing} seconds of ${base}` }
  const value = aggregateOf(points, summary)
  return value ?? { cause: `no value of ${path}` }
}

/** From the start of the window or of the participant; `undefined` when it cannot be known. */
function timeUntilMet(
  until: NumberCondition,
  {
    all,
    interval,
    stepMs,
    timeline,
  }: {
    readonly all: readonly SeriesPoint[]
    readonly interval: Interval
    readonly stepMs: number
    readonly timeline: Timeline
  },
): number | undefined {
  const startMs = Number.isFinite(interval.fromMs) ? interval.fromMs : timeline.presence?.startMs
  if (startMs === undefined) return undefined
  // Before the first value and after the last one there is nothing that could meet the condition.
  const { points, missing } = secondsIn(all, { ...interval, isFromFixed: false, isToFixed: false }, stepMs)
  const reached = points.find(({ value }) => conditionHolds(until, value))
  if (reached) return Math.max(0, reached.atMs - startMs)
  // The condition may have been met in a missing second.
  return points.length === 0 || missing > 0 ? undefined : neverMs
}

/** Measurements of the script have no seconds: those at a moment of the window count. */
function readMeasurements(
  base: string,
  summary: string | undefined,
  { measurements }: Timeline,
  intervals: readonly Interval[],
): number | NoValue {
  const name = base.slice('measure/'.length)
  const points = measurements.filter(
    (one) =>
      one.name === name && intervals.some(({ fromMs, toMs }) => one.atMs >= fromMs && one.atMs <= toMs),
  )
  return aggregateOf(points, summary) ?? { cause: `no measurement '${name}'` }
}

function aggregateOf(points: readonly SeriesPoint[], summary = 'avg'): number | undefined {
  const aggregates: Readonly<Record<string, number | undefined>> = aggregate(points)
  return aggregates[summary === 'percent' ? 'avg' : summary]
}

/** The usual distance of values: their median, at least one second. */
function usualStepMs(points: readonly SeriesPoint[]): number {
  const steps = points
    .slice(1)
    .map(({ atMs }, index) => atMs - (points[index]?.atMs ?? atMs))
    .toSorted((a, b) => a - b)
  return Math.max(minStepMs, steps[Math.floor(steps.length / 2)] ?? minStepMs)
}

/** The values whose second is completely inside of an interval, and how many more it should have. */
function secondsIn(
  all: readonly SeriesPoint[],
  { fromMs, toMs, isFromFixed, isToFixed }: Interval,
  stepMs: number,
): { readonly points: readonly SeriesPoint[]; readonly missing: number } {
  const points = all.filter(({ atMs }, index) => {
    // A value is that of the time since the value before it.
    const previousMs = Math.max(all[index - 1]?.atMs ?? -Infinity, atMs - stepMs)
    return previousMs >= fromMs && atMs <= toMs
  })
  const times = [
    ...(isFromFixed ? [fromMs] : []),
    ...points.map(({ atMs }) => atMs),
    ...(isToFixed ? [toMs] : []),
  ]
  const missing = times.slice(1).reduce((sum, atMs, index) => {
    const steps = (atMs - (times[index] ?? atMs)) / stepMs
    return steps > maxGapSteps ? sum + Math.floor(steps) - 1 : sum
  }, 0)
  return { points, missing }
}
