import { type SeriesPoint, sumOf } from '@loadero-test/metrics'
import type { Interval } from './window.js'

/** A gap between values that is longer than this many of their usual distances has missing seconds. */
const maxGapSteps = 2.5
export const minStepMs = 1_000

/** The usual distance of values: their median, at least one second. */
export function usualStepMs(points: readonly SeriesPoint[]): number {
  const steps = points
    .slice(1)
    .map(({ atMs }, index) => atMs - (points[index]?.atMs ?? atMs))
    .toSorted((a, b) => a - b)
  return Math.max(minStepMs, steps[Math.floor(steps.length / 2)] ?? minStepMs)
}

/** The values whose second is completely inside of an interval. */
export function secondsIn(
  all: readonly SeriesPoint[],
  { fromMs, toMs }: Interval,
  stepMs: number,
): readonly SeriesPoint[] {
  return all.filter(({ atMs }, index) => {
    // A value is that of the time since the value before it.
    const previousMs = Math.max(all[index - 1]?.atMs ?? -Infinity, atMs - stepMs)
    return previousMs >= fromMs && atMs <= toMs
  })
}

/** How many seconds are missing between values of an interval, and at those of its ends that are fixed. */
export function countMissing(
  readings: readonly SeriesPoint[],
  interval: Interval,
  kind: 'inner' | 'all',
): number {
  const stepMs = usualStepMs(readings)
  const times = [
    ...(interval.isFromFixed && kind === 'all' ? [interval.fromMs] : []),
    ...secondsIn(readings, interval, stepMs).map(({ atMs }) => atMs),
    ...(interval.isToFixed && kind === 'all' ? [interval.toMs] : []),
  ]
  const gaps = times.slice(1).map((atMs, index) => (atMs - (times[index] ?? atMs)) / stepMs)
  return sumOf(gaps.map((steps) => (steps > maxGapSteps ? Math.floor(steps) - 1 : 0)))
}
