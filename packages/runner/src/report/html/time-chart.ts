import { scaleLinear } from 'd3-scale'
import { plural } from '@loadero-test/core/internal'
import { unitOf, withUnit } from '../../model/metric-unit.js'
import { operatorSymbol } from '../../model/timed/operator-symbol.js'
import { clockOf, firstBreach, type SecondsCondition, spreadOf } from '../reading/moments.js'
import {
  areaPath,
  chart,
  legend,
  linePath,
  percentOf,
  plotHeight,
  plotWidth,
  round,
  type Scale,
  timeScale,
  timeTicks,
  valueTicks,
} from './axis.js'
import { createBuckets, quantilesOf, resample } from './buckets.js'
import type { TestView } from './test-view.js'
import { type Html, markup } from './text.js'

/** More lines cannot be told apart; then the chart shows how the values are distributed. */
const maxLines = 20

/** The seconds of one metric: a line for each participant, or bands of quantiles, with its limits and all events. */
export function timeChart(
  base: string,
  conditions: readonly SecondsCondition[],
  view: TestView,
): Html | undefined {
  const { axis, series, result } = view
  const measured = (series?.participants ?? []).filter((one) => one.series[base] !== undefined)
  if (axis === undefined || measured.length === 0) return undefined
  const buckets = createBuckets(axis)
  const lines = measured.map((one) => {
    const columns = one.series[base] ?? { times: [], values: [] }
    return {
      label: one.label,
      breach: conditions.flatMap((condition) => firstBreach(columns, condition) ?? [])[0],
      values: resample(columns, buckets),
    }
  })
  const shown = lines.flatMap(({ values }) => values.filter((value) => value !== undefined))
  if (shown.length === 0) return undefined
  const limits = conditions.map(({ limit }) => limit)
  const low = Math.min(0, ...limits)
  let high = Math.max(...limits, 0)
  for (const value of shown) high = Math.max(high, value)
  const x = timeScale(axis)
  const y = scaleLinear([low, high * 1.05 || 1], [plotHeight, 12]).nice(4)
  const pointsOf = (values: readonly (number | undefined)[]) =>
    values.map((value, index) =>
      value === undefined ? undefined : ([x(buckets.middleOf(index)), y(value)] as const),
    )
  const breaking = lines.filter(({ breach }) => breach)
  const meeting = lines.filter(({ breach }) => !breach)
  const isBand = lines.length > maxLines
  const shapes = isBand
    ? [
        ...bands(meeting.length > 0 && breaking.length > 0 ? meeting : lines),
        ...(breaking.length > 0 ? bands(breaking, 'breach') : []),
      ]
    : [...meeting, ...breaking].map(
        ({ label, values, breach }) =>
          markup`<path class="line ${breach ? 'breach' : 'holds'}" d="${linePath(pointsOf(values))}"><title>${label}</title></path>`,
      )
  function bands(
    some: readonly { readonly values: readonly (number | undefined)[] }[],
    kind = '',
  ): readonly Html[] {
    const quantiles = quantilesOf(
      some.map(({ values }) => values),
      [0.05, 0.25, 0.5, 0.75, 0.95],
      buckets,
    )
    const area = (from: number, to: number) =>
      areaPath(
        quantiles.map(
          (row, index) =>
            row && { x: x(buckets.middleOf(index)), low: y(row[from] ?? 0), high: y(row[to] ?? 0) },
        ),
      )
    return [
      markup`<path class="band outer ${kind}" d="${area(0, 4)}"/><path class="band inner ${kind}" d="${area(1, 3)}"/><path class="line median ${kind}" d="${linePath(pointsOf(quantiles.map((row) => row?.[2])))}"/>`,
    ]
  }
  const hasLimit = conditions.length > 0
  const events = eventShapes(view, x)
  const limitLines = conditions.map(
    ({ limit }) =>
      markup`<line class="limit" x1="0" x2="100%" y1="${round(y(limit))}" y2="${round(y(limit))}"/>`,
  )
  const unit = unitOf(base)
  const since = spreadOf(breaking.flatMap(({ breach }) => breach?.startMs ?? []))
  const total = result.participantCounts.total
  const count =
    measured.length < total
      ? `${measured.length} of ${plural(total, 'participant')}`
      : plural(total, 'participant')
  const range = `${Number(Math.min(...quantileEnds(shown)).toPrecision(3))} to ${withUnit(String(Number(high.toPrecision(3))), base)}`
  const label = `${base} over time of ${count}, ${range}${since ? `; ${breaking.length} beyond the limit, half of them by ${clockOf(since.median, axis)}` : ''}`
  return markup`<figure><figcaption><h4>${base}</h4> <span class="soft">${unit === 'unknown' ? 'unit unknown' : unit === 'count' ? 'per second' : unit}, ${count}</span></figcaption>
${legend([
  ...conditions.map(
    (condition) =>
      [
        'limit',
        `limit ${withUnit(`${operatorSymbol(condition.operator)} ${condition.limit}`, base)}`,
      ] as const,
  ),
  hasLimit && breaking.length > 0
    ? ['breach', `${breaking.length} beyond the limit for 3 values or more`]
    : undefined,
  meeting.length > 0
    ? ['holds', hasLimit ? `${meeting.length} within it` : plural(meeting.length, 'participant')]
    : undefined,
  isBand ? ['band', 'line: median, bands: 25 to 75 % and 5 to 95 %'] : undefined,
  ...events.legend,
])}${chart(label, [...events.areas, ...shapes], [...valueTicks(y), ...timeTicks(x), ...limitLines, ...events.lines])}
${measured.length < total ? markup`<p class="soft note">The logs of the others were not read. <code>--artifacts all</code> reads all.</p>\n` : undefined}</figure>
`
}

function quantileEnds(values: readonly number[]): readonly number[] {
  return [values.reduce((a, b) => Math.min(a, b), Infinity)]
}

/** Marks, changes of the network, freezes and overload: what explains a change of any metric. */
export function eventShapes(
  { axis, series, result }: TestView,
  x: Scale,
): {
  readonly areas: readonly Html[]
  readonly lines: readonly Html[]
  readonly legend: readonly (readonly [string, string])[]
} {
  if (axis === undefined) return { areas: [], lines: [], legend: [] }
  const { startMs, endMs } = axis
  const at = (ms: number) => Math.min(plotWidth, Math.max(0, x(ms - startMs)))
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
  const read = series?.participants ?? []
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
  const changes = read.flatMap(({ networkChanges }) =>
    networkChanges.flatMap(({ atMs, text }) =>
      atMs === undefined ? [] : [{ atMs, name: text.replace(/ \d+ ms$/, '') }],
    ),
  )
  const marks = result.participants.flatMap(({ script }) => script?.marks ?? [])
  const moments = [...groupMoments(changes, 'change'), ...groupMoments(marks, 'moment')].toSorted(
    (a, b) => a.atMs - b.atMs,
  )
  // Where participants start one after another, the median of a mark is no moment of the test.
  const isOneMoment = ({ width }: (typeof moments)[number]) => width <= (endMs - startMs) / 20
  const groups = moments.filter(isOneMoment).slice(0, maxMoments)
  const spread = moments.filter((one) => !isOneMoment(one)).slice(0, maxMoments)
  const lines = groups.map(
    ({ kind, atMs }, index) =>
      markup`<line class="${kind}" x1="${percentOf(at(atMs))}" x2="${percentOf(at(atMs))}" y1="12" y2="${plotHeight}"/><text class="letter${at(atMs) > plotWidth - 20 ? ' end' : at(atMs) < 20 ? ' start' : ''}" x="${percentOf(at(atMs))}" y="10">${letters[index] ?? ''}</text>`,
  )
  return {
    areas: [
      ...area('overload', overloaded, buckets.lengthMs, 0, plotHeight),
      ...area('freeze', frozen, buckets.lengthMs, plotHeight - 5, 5),
    ],
    lines,
    legend: [
      ...groups.map(({ kind, name, atMs, count }, index) => {
        const many = count > 1 ? `, ${count} times` : ''
        return [
          kind,
          `${letters[index]} ${kind === 'change' ? 'network: ' : 'mark '}${name} ${clockOf(atMs, axis)}${many}`,
        ] as const
      }),
      ...spread.map(({ kind, name, low, high, count }) => {
        const what = kind === 'change' ? 'network: ' : 'mark '
        return [
          kind,
          `${what}${name} ${clockOf(low, axis)} to ${clockOf(high, axis)}, ${count} times`,
        ] as const
      }),
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
