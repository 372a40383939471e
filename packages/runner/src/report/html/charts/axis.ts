import { scaleLinear, type ScaleLinear } from 'd3-scale'
import { clockTime } from '../../../model/duration.js'
import type { TimeAxis } from '../../reading/moments.js'
import { type Html, markup } from '../text.js'

/**
 * A chart has two layers: shapes in an inner picture that is stretched to the width of the page, and texts and lines at
 * percentages of the width, which keep their size on a phone.
 */
export const plotHeight = 150
/** The height of the texts below the plot. */
const axisHeight = 20
/** The inner picture has this width. */
export const plotWidth = 1_000

/** A position in a picture. One far outside of it, or of a time that is not a number, must not break the picture. */
export function round(value: number): number {
  return Number.isFinite(value) ? Number(Math.min(1e6, Math.max(-1e6, value)).toFixed(1)) : 0
}

/** `47.5%` */
export function percentOf(position: number): string {
  return `${round((100 * position) / plotWidth)}%`
}

export type Scale = ScaleLinear<number, number>

export function timeScale({ startMs, endMs }: TimeAxis): Scale {
  return scaleLinear([0, Math.max(1_000, endMs - startMs)], [0, plotWidth])
}

const stepsMs = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200].map(
  (seconds) => seconds * 1_000,
)

/** At most seven times below the plot, so that they do not overlap on a phone. */
export function timeTicks(x: Scale): readonly Html[] {
  const [, lengthMs = 0] = x.domain()
  const stepMs =
    stepsMs.find((step) => lengthMs / step <= 6) ?? Math.ceil(lengthMs / 6 / 3_600_000) * 3_600_000
  const times = Array.from({ length: Math.floor(lengthMs / stepMs) + 1 }, (_, index) => index * stepMs)
  return times.map((ms) => tickAt(x(ms), clockTime(ms)))
}

/** Ticks of numbers below the plot. */
export function numberTicks(x: Scale): readonly Html[] {
  return x.ticks(4).map((tick) => tickAt(x(tick), x.tickFormat(4)(tick)))
}

function tickAt(position: number, text: string): Html {
  const side = position < 30 ? ' start' : position > plotWidth - 30 ? ' end' : ''
  return markup`<line class="grid" x1="${percentOf(position)}" x2="${percentOf(position)}" y1="0" y2="${plotHeight}"/><text class="tick${side}" x="${percentOf(position)}" y="${plotHeight + 14}">${text}</text>`
}

/** Lines and numbers of the vertical axis, within the plot. */
export function valueTicks(y: Scale, count = 4): readonly Html[] {
  return y
    .ticks(count)
    .filter((tick) => y(tick) > 10)
    .map(
      (tick) =>
        markup`<line class="grid" x1="0" x2="100%" y1="${round(y(tick))}" y2="${round(y(tick))}"/><text class="tick start" x="2" y="${round(y(tick) - 3)}">${y.tickFormat(count)(tick)}</text>`,
    )
}

/** A chart with its text for people who cannot see it. */
export function chart(label: string, shapes: readonly Html[], texts: readonly Html[]): Html {
  return markup`<svg class="chart" role="img" aria-label="${label}" height="${plotHeight + axisHeight}">${texts}<svg class="plot" x="0" y="0" width="100%" height="${plotHeight}" viewBox="0 0 ${plotWidth} ${plotHeight}" preserveAspectRatio="none">${shapes}</svg></svg>`
}

/** One entry of a legend: a sample of the line or area, and its meaning. */
export function legend(entries: readonly (readonly [className: string, text: string] | undefined)[]): Html {
  const items = entries.map(
    (entry) => entry && markup`<li><span class="sample ${entry[0]}"></span>${entry[1]}</li>`,
  )
  return markup`<ul class="legend">${items}</ul>\n`
}

/** The path of a line. `undefined` is a gap: a second without a value is not drawn. */
export function linePath(points: readonly (readonly [x: number, y: number] | undefined)[]): Html {
  let isOpen = false
  const commands = points.map((point) => {
    if (point === undefined) {
      isOpen = false
      return ''
    }
    const command = isOpen ? 'L' : 'M'
    const isAlone = !isOpen
    isOpen = true
    const [x, y] = point.map(round)
    // A point between two gaps is a dot.
    return `${command}${x} ${y}${isAlone ? 'h0' : ''}`
  })
  return { html: commands.join('') }
}

/** The path of an area between two lines; gaps as in a line. */
export function areaPath(
  points: readonly ({ readonly x: number; readonly low: number; readonly high: number } | undefined)[],
): Html {
  const areas: { x: number; low: number; high: number }[][] = [[]]
  for (const point of points) {
    if (point === undefined) areas.push([])
    else areas.at(-1)?.push(point)
  }
  const paths = areas
    .filter(({ length }) => length > 0)
    .map((area) => {
      const upper = area.map(({ x, high }) => `${round(x)} ${round(high)}`)
      const lower = area.toReversed().map(({ x, low }) => `${round(x)} ${round(low)}`)
      return `M${[...upper, ...lower].join('L')}Z`
    })
  return { html: paths.join('') }
}
