import { plotHeight, plotWidth, percentOf, round, type Scale } from './axis.js'
import { createBuckets } from './buckets.js'
import type { ParticipantSeconds } from '../../../model/timed/test-series.js'
import { withoutTime } from '../../reading/failure-times.js'
import { clockOf, spreadOf, type TimeAxis } from '../../reading/moments.js'
import type { ReportedTest } from '../reported-test.js'
import { type Html, markup } from '../text.js'

/** Marks, changes of the network, freezes and overload: what explains a change of any metric. */
export function eventShapes(
  { axis, series, result }: ReportedTest,
  x: Scale,
): {
  readonly areas: readonly Html[]
  readonly lines: readonly Html[]
  readonly legend: readonly (readonly [string, string])[]
} {
  if (axis === undefined) return { areas: [], lines: [], legend: [] }
  const { startMs, endMs } = axis
  const at = (ms: number) => Math.min(plotWidth, Math.max(0, x(ms - startMs)))
  const read = series?.participants ?? []
  const shaded = shadedAreas(read, axis, at)
  const changes = read.flatMap(({ networkChanges }) =>
    networkChanges.flatMap(({ atMs, text }) =>
      atMs === undefined ? [] : [{ atMs, name: `network: ${withoutTime(text)}` }],
    ),
  )
  const marks = result.participants.flatMap(({ script }) =>
    (script?.marks ?? []).map(({ atMs, name }) => ({ atMs, name: `mark ${name}` })),
  )
  const moments = [...groupMoments(changes, 'change'), ...groupMoments(marks, 'moment')].toSorted(
    (a, b) => a.atMs - b.atMs,
  )
  // Where participants start one after another, the median of a mark is not a moment of the test.
  const isOneMoment = ({ width }: (typeof moments)[number]) => width <= (endMs - startMs) / 20
  const groups = moments.filter(isOneMoment).slice(0, maxMoments)
  const spread = moments.filter((one) => !isOneMoment(one)).slice(0, maxMoments)
  const lines = groups.map(
    ({ kind, atMs }, index) =>
      markup`<line class="${kind}" x1="${percentOf(at(atMs))}" x2="${percentOf(at(atMs))}" y1="12" y2="${plotHeight}"/><text class="letter${at(atMs) > plotWidth - 20 ? ' end' : at(atMs) < 20 ? ' start' : ''}" x="${percentOf(at(atMs))}" y="10">${letters[index] ?? ''}</text>`,
  )
  return {
    areas: shaded.areas,
    lines,
    legend: [
      ...groups.map(({ kind, name, atMs, count }, index) => {
        const many = count > 1 ? `, ${count} times` : ''
        return [kind, `${letters[index]} ${name} ${clockOf(atMs, axis)}${many}`] as const
      }),
      ...spread.map(
        ({ kind, name, low, high, count }) =>
          [kind, `${name} ${clockOf(low, axis)} to ${clockOf(high, axis)}, ${count} times`] as const,
      ),
      ...shaded.legend,
    ],
  }
}

/** When machines were overloaded and videos frozen: the more participants, the darker. */
function shadedAreas(
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

const letters = 'abcdefghijkl'
const maxMoments = letters.length

/** Equal marks of several participants are one line at their median. */
function groupMoments(
  moments: readonly { readonly atMs: number; readonly name: string }[],
  kind: 'change' | 'moment',
) {
  const times = new Map<string, number[]>()
  for (const { name, atMs } of moments) times.set(name, [...(times.get(name) ?? []), atMs])
  return [...times].flatMap(([name, all]) => {
    const spread = spreadOf(all)
    return spread ? [{ ...spread, kind, name, atMs: spread.median, count: all.length }] : []
  })
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
