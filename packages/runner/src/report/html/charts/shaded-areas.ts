import type { ParticipantSeconds } from '../../../model/timed/test-series.js'
import type { TimeAxis } from '../../reading/moments.js'
import { type Html, markup } from '../text.js'
import { plotHeight, round } from './axis.js'
import { createBuckets } from './buckets.js'

/** When machines were overloaded and videos frozen: the more participants, the darker. */
export function shadedAreas(
  read: readonly ParticipantSeconds[],
  axis: TimeAxis,
  at: (ms: number) => number,
): { readonly areas: readonly Html[]; readonly legend: readonly (readonly [string, string])[] } {
  const { startMs } = axis
  const area = (
    className: string,
    shares: readonly number[],
    lengthMs: number,
    top: number,
    height: number,
  ) =>
    runsOf(shares).map(
      ({ from, to, share }) =>
        markup`<rect class="${className}" x="${round(at(startMs + from * lengthMs))}" y="${top}" width="${round(Math.max(1, at(startMs + to * lengthMs) - at(startMs + from * lengthMs)))}" height="${height}" opacity="${Number(Math.max(0.35, share).toFixed(2))}"/>`,
    )
  const buckets = createBuckets(axis, 200)
  const shareOf = (isInBucket: (one: (typeof read)[number], bucketMs: number) => boolean) =>
    Array.from({ length: buckets.count }, (_, index) => {
      const bucketMs = startMs + index * buckets.lengthMs
      return read.filter((one) => isInBucket(one, bucketMs)).length / Math.max(1, read.length)
    })
  const overloaded = read.some((one) => one.overloaded.length > 0)
    ? shareOf((one, ms) =>
        one.overloaded.some((period) => period.startMs < ms + buckets.lengthMs && period.endMs > ms),
      )
    : []
  const frozenSeconds = read.map((one) => {
    const { times = [], values = [] } = one.series['quality/video/frozenTime'] ?? {}
    return new Set(times.flatMap((time, index) => ((values[index] ?? 0) > 0 ? [buckets.indexOf(time)] : [])))
  })
  const frozen = frozenSeconds.some((seconds) => seconds.size > 0)
    ? Array.from(
        { length: buckets.count },
        (_, index) => frozenSeconds.filter((seconds) => seconds.has(index)).length / read.length,
      )
    : []
  return {
    areas: [
      ...area('overload', overloaded, buckets.lengthMs, 0, plotHeight),
      ...area('freeze', frozen, buckets.lengthMs, plotHeight - 5, 5),
    ],
    legend: [
      ...(frozen.length > 0 ? [['freeze', 'video frozen'] as const] : []),
      ...(overloaded.length > 0 ? [['overload', 'machine overloaded'] as const] : []),
    ],
  }
}

/** Neighbours with a share become one area. */
function runsOf(
  shares: readonly number[],
): readonly { readonly from: number; readonly to: number; readonly share: number }[] {
  const runs: { from: number; to: number; share: number }[] = []
  for (const [index, share] of shares.entries()) {
    const last = runs.at(-1)
    if (share === 0) continue
    if (last?.to === index && Math.abs(last.share - share) < 0.1) last.to = index + 1
    else runs.push({ from: index, to: index + 1, share })
  }
  return runs
}
