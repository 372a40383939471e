import { bin, extent, max } from 'd3-array'
import { scaleLinear } from 'd3-scale'
import type { ParticipantOutcome } from '../../model/result.js'
import { type Html, markup } from './text.js'

const width = 640

/** The limit of a check, drawn as a line. */
export interface Limit {
  readonly value: number
  readonly label: string
  readonly isMet: boolean
}

function round(value: number): number {
  return Number(value.toFixed(1))
}

const plotArea = { top: 34, bottom: 130, left: 34, right: width - 12 } as const

/** A histogram of the values with lines at the limits; undefined without values. */
export function distribution(values: readonly number[], limits: readonly Limit[]): Html | undefined {
  if (values.length === 0) return undefined
  const [low = 0, high = 0] = extent([...values, ...limits.map(({ value }) => value)])
  const margin = (high - low) * 0.05 || Math.abs(high) * 0.1 || 1
  const x = scaleLinear([low - margin, high + margin], [plotArea.left, plotArea.right]).nice()
  const [from = 0, to = 1] = x.domain()
  const bins = bin().domain([from, to]).thresholds(x.ticks(30))([...values])
  const maxCount = max(bins, ({ length }) => length) ?? 1
  const y = scaleLinear([0, maxCount], [plotArea.bottom, plotArea.top])
  const columns = bins
    .filter(({ length }) => length > 0)
    .map(({ x0 = 0, x1 = 0, length }) => {
      const column = {
        left: round(x(x0)),
        width: round(Math.max(1, x(x1) - x(x0) - 1)),
        top: round(y(length)),
      }
      const height = round(plotArea.bottom - column.top)
      return markup`<rect class="bar" x="${column.left}" y="${column.top}" width="${column.width}" height="${height}"><title>${length} from ${x0} to ${x1}</title></rect>`
    })
  const ticks = x
    .ticks(8)
    .map(
      (tick) =>
        markup`<text class="tick" x="${round(x(tick))}" y="${plotArea.bottom + 14}">${x.tickFormat(8)(tick)}</text>`,
    )
  const scale = markup`<line class="axis" x1="${plotArea.left}" x2="${plotArea.right}" y1="${plotArea.bottom}" y2="${plotArea.bottom}"/><text class="tick end" x="${plotArea.left - 4}" y="${plotArea.top + 8}">${maxCount}</text>`
  return markup`<svg viewBox="0 0 ${width} 150" role="img" class="chart">${columns}${scale}${ticks}${limits.map((limit, index) => limitLine(limit, round(x(limit.value)), index))}</svg>`
}

function limitLine({ label, isMet }: Limit, x: number, index: number): Html {
  const state = isMet ? 'met' : 'exceeded'
  // Labels extend to the side with more room, in two rows, because limits are often close to each other.
  return markup`<line class="gate ${state}" x1="${x}" x2="${x}" y1="${plotArea.top - 8}" y2="${plotArea.bottom}"/><text class="limit ${state}${x > width / 2 ? ' end' : ''}" x="${x}" y="${10 + (index % 2) * 12}">${label}</text>`
}

const rowHeight = 16

/** A bar from start to end of each participant; undefined when no participant has both times. */
export function timeline(participants: readonly ParticipantOutcome[]): Html | undefined {
  const timed = participants.flatMap(({ label, status, startedMs = NaN, endedMs = NaN }) =>
    Number.isFinite(startedMs) && Number.isFinite(endedMs) ? [{ label, status, startedMs, endedMs }] : [],
  )
  if (timed.length === 0) return undefined
  const startMs = Math.min(...timed.map(({ startedMs }) => startedMs))
  const seconds = Math.max(1, ...timed.map(({ endedMs }) => (endedMs - startMs) / 1_000))
  const x = scaleLinear([0, seconds], [150, width - 20])
  const bottom = timed.length * rowHeight + 4
  const ticks = x.ticks(8).map((tick) => {
    const at = round(x(tick))
    return markup`<line class="grid" x1="${at}" x2="${at}" y1="0" y2="${bottom}"/><text class="tick" x="${at}" y="${bottom + 14}">${tick} s</text>`
  })
  const rows = timed.map(({ label, status, startedMs, endedMs }, index) => {
    const left = x((startedMs - startMs) / 1_000)
    const barWidth = Math.max(1.5, x((endedMs - startMs) / 1_000) - left)
    const top = index * rowHeight
    return markup`<text class="label end" x="144" y="${top + 12}">${label.slice(0, 24)}</text><rect class="${status}" x="${round(left)}" y="${top + 3}" width="${round(barWidth)}" height="${rowHeight - 5}" rx="2"><title>${label}: ${status} after ${round((endedMs - startedMs) / 1_000)} s</title></rect>`
  })
  return markup`<svg viewBox="0 0 ${width} ${bottom + 20}" role="img" class="chart">${ticks}${rows}</svg>`
}
