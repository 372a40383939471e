import { plotHeight, plotWidth, percentOf, type Scale } from './axis.js'
import { withoutTime } from '../../reading/failure-times.js'
import { clockOf, spreadOf } from '../../reading/moments.js'
import type { ReportedTest } from '../reported-test.js'
import { type Html, markup } from '../text.js'
import { shadedAreas } from './shaded-areas.js'

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
