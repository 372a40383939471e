import { quantileSorted } from 'd3-array'
import type { SeriesColumns } from '../../../model/timed/test-series.js'
import type { TimeAxis } from '../../reading/moments.js'

/** No chart has more points: the width of the page has no more pixels than twice as many. */
const maxBuckets = 300

/** Divides the time of a test into equal parts of at least one second. */
export interface Buckets {
  readonly count: number
  readonly lengthMs: number
  readonly indexOf: (atMs: number) => number
  /** The middle of a part, in milliseconds since the start. */
  readonly middleOf: (index: number) => number
}

export function createBuckets({ startMs, endMs }: TimeAxis, max = maxBuckets): Buckets {
  const lengthMs = Math.max(1_000, (endMs - startMs) / max)
  const count = Math.max(1, Math.ceil((endMs - startMs) / lengthMs))
  return {
    count,
    lengthMs,
    indexOf: (atMs) => Math.min(count - 1, Math.floor((atMs - startMs) / lengthMs)),
    middleOf: (index) => Math.min(endMs - startMs, (index + 0.5) * lengthMs),
  }
}

/** The mean of each part of a series; `undefined` where it has no value. */
export function resample(
  { times, values }: SeriesColumns,
  { count, indexOf, lengthMs }: Buckets,
): readonly (number | undefined)[] {
  const sums = new Float64Array(count)
  const counts = new Uint32Array(count)
  for (const [index, atMs] of times.entries()) {
    const bucket = indexOf(atMs)
    const value = values[index]
    if (bucket < 0 || value === undefined) continue
    sums[bucket] = (sums[bucket] ?? 0) + value
    counts[bucket] = (counts[bucket] ?? 0) + 1
  }
  const averages = Array.from(sums, (sum, index) => (counts[index] ? sum / (counts[index] ?? 1) : undefined))
  // A metric that is reported every five seconds has no gap of four seconds.
  const intervals = times.slice(1).map((time, index) => time - (times[index] ?? time))
  const typicalMs =
    quantileSorted(
      intervals.toSorted((a, b) => a - b),
      0.75,
    ) ?? 0
  return bridgeShortGaps(averages, typicalMs / lengthMs)
}

function bridgeShortGaps(
  values: readonly (number | undefined)[],
  interval: number,
): readonly (number | undefined)[] {
  const bridged = [...values]
  let last: number | undefined
  for (const [index, value] of values.entries()) {
    if (value === undefined) continue
    if (last !== undefined && index - last > 1 && index - last <= interval * 1.5 + 1) {
      const from = values[last] ?? value
      for (let gap = last + 1; gap < index; gap++)
        bridged[gap] = from + ((value - from) * (gap - last)) / (index - last)
    }
    last = index
  }
  return bridged
}

/** The quantiles of several series in each part; `undefined` where none has a value. */
export function quantilesOf(
  lines: readonly (readonly (number | undefined)[])[],
  shares: readonly number[],
  { count }: Buckets,
): readonly (readonly number[] | undefined)[] {
  return Array.from({ length: count }, (_, index) => {
    const values = lines.flatMap((line) => line[index] ?? []).toSorted((a, b) => a - b)
    return values.length === 0 ? undefined : shares.map((share) => quantileSorted(values, share) ?? 0)
  })
}
