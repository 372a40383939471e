import { eventShapes } from './events.js'
import { scaleLinear } from 'd3-scale'
import { plural } from '@loadero-test/core/internal'
import { shortNumber, unitOf, withUnit } from '../../../model/metric-unit.js'
import { operatorSymbol } from '../../../model/timed/operator-symbol.js'
import { clockOf, firstBreach, type SecondsCondition, spreadOf } from '../../reading/moments.js'
import {
  areaPath,
  chart,
  legend,
  linePath,
  plotHeight,
  round,
  type Scale,
  timeScale,
  timeTicks,
  valueTicks,
} from './axis.js'
import { type Buckets, createBuckets, quantilesOf, resample } from './buckets.js'
import type { ReportedTest } from '../reported-test.js'
import { type Html, markup } from '../text.js'

/** More lines look the same; then the chart shows how the values are distributed. */
const maxLines = 20

/** The seconds of one metric: a line for each participant, or bands of quantiles, with its limits and all events. */
export function timeChart(
  base: string,
  conditions: readonly SecondsCondition[],
  view: ReportedTest,
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
  const breaking = lines.filter(({ breach }) => breach)
  const meeting = lines.filter(({ breach }) => !breach)
  const isBand = lines.length > maxLines
  const shapes = isBand
    ? [
        ...bands(meeting.length > 0 && breaking.length > 0 ? meeting : lines, { x, y, buckets }),
        ...(breaking.length > 0 ? bands(breaking, { x, y, buckets }, 'breach') : []),
      ]
    : [...meeting, ...breaking].map(
        ({ label, values, breach }) =>
          markup`<path class="line ${breach ? 'breach' : 'holds'}" d="${linePath(pointsOf(values, { x, y, buckets }))}"><title>${label}</title></path>`,
      )
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
  const range = `${shortNumber(
    shown.reduce((a, b) => Math.min(a, b), Infinity),
    3,
  )} to ${withUnit(shortNumber(high, 3), base)}`
  const label = `${base} over time of ${count}, ${range}${since ? `; ${breaking.length} beyond the limit, half of them by ${clockOf(since.median, axis)}` : ''}`
  return markup`<figure><figcaption><h4>${base}</h4> <span class="soft">${unit === 'unknown' ? 'unit unknown' : unit === 'count' ? 'per second' : unit}, ${count}</span></figcaption>
${legend([...linesLegend({ base, conditions, isBand, breaking: breaking.length, meeting: meeting.length }), ...events.legend])}${chart(label, [...events.areas, ...shapes], [...valueTicks(y), ...timeTicks(x), ...limitLines, ...events.lines])}
${measured.length < total ? markup`<p class="soft note">The logs of the others were not read. <code>--artifacts all</code> reads all.</p>\n` : undefined}</figure>
`
}

function linesLegend({
  base,
  conditions,
  isBand,
  breaking,
  meeting,
}: {
  readonly base: string
  readonly conditions: readonly SecondsCondition[]
  readonly isBand: boolean
  readonly breaking: number
  readonly meeting: number
}): Parameters<typeof legend>[0] {
  const hasLimit = conditions.length > 0
  return [
    ...conditions.map(
      (condition) =>
        [
          'limit',
          `limit ${withUnit(`${operatorSymbol(condition.operator)} ${condition.limit}`, base)}`,
        ] as const,
    ),
    hasLimit && breaking > 0 ? ['breach', `${breaking} beyond the limit for 3 values or more`] : undefined,
    meeting > 0 ? ['holds', hasLimit ? `${meeting} within it` : plural(meeting, 'participant')] : undefined,
    isBand ? ['band', 'line: median, bands: 25 to 75 % and 5 to 95 %'] : undefined,
  ]
}

interface Plot {
  readonly x: Scale
  readonly y: Scale
  readonly buckets: Buckets
}

function pointsOf(values: readonly (number | undefined)[], { x, y, buckets }: Plot) {
  return values.map((value, index) =>
    value === undefined ? undefined : ([x(buckets.middleOf(index)), y(value)] as const),
  )
}

/** The quantiles of several lines: their median, the middle half, and the middle nine tenths. */
function bands(
  some: readonly { readonly values: readonly (number | undefined)[] }[],
  { x, y, buckets }: Plot,
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
    markup`<path class="band outer ${kind}" d="${area(0, 4)}"/><path class="band inner ${kind}" d="${area(1, 3)}"/><path class="line median ${kind}" d="${linePath(
      pointsOf(
        quantiles.map((row) => row?.[2]),
        { x, y, buckets },
      ),
    )}"/>`,
  ]
}
