import { bin, extent, max } from 'd3-array'
import { scaleLinear } from 'd3-scale'
import type { ParticipantOutcome } from '../../model/model.js'
import { type Html, markup } from './text.js'

const width = 640

/** A value that a check sets as its limit. */
export interface Limit {
  readonly value: number
  readonly words: string
  readonly held: boolean
}

function round(value: number): number {
  return Number(value.toFixed(1))
}

const bars = { top: 34, bottom: 130, left: 34, right: width - 12 } as const

/** How many had which value, with the limits drawn in; undefined when there are no values. */
export function distribution(values: readonly number[], limits: readonly Limit[]): Html | undefined {
  if (values.length === 0) return undefined
  const [low = 0, high = 0] = extent([...values, ...limits.map(({ value }) => value)])
  const margin = (high - low) * 0.05 || Math.abs(high) * 0.1 || 1
  const x = scaleLinear([low - margin, high + margin], [bars.left, bars.right]).nice()
  const [from = 0, to = 1] = x.domain()
  const bins = bin().domain([from, to]).thresholds(x.ticks(30))([...values])
  const most = max(bins, ({ length }) => length) ?? 1
  const y = scaleLinear([0, most], [bars.bottom, bars.top])
  const columns = bins
    .filter(({ length }) => length > 0)
    .map(({ x0 = 0, x1 = 0, length }) => {
      const column = {
        left: round(x(x0)),
        wide: round(Math.max(1, x(x1) - x(x0) - 1)),
        top: round(y(length)),
      }
      const tall = round(bars.bottom - column.top)
      return markup`<rect class="bar" x="${column.left}" y="${column.top}" width="${column.wide}" height="${tall}"><title>${length} from ${x0} to ${x1}</title></rect>`
    })
  const ticks = x
    .ticks(8)
    .map(
      (tick) =>
        markup`<text class="tick" x="${round(x(tick))}" y="${bars.bottom + 14}">${x.tickFormat(8)(tick)}</text>`,
    )
  const scale = markup`<line class="axis" x1="${bars.left}" x2="${bars.right}" y1="${bars.bottom}" y2="${bars.bottom}"/><text class="tick end" x="${bars.left - 4}" y="${bars.top + 8}">${most}</text>`
  return markup`<svg viewBox="0 0 ${width} 150" role="img" class="chart">${columns}${scale}${ticks}${limits.map((limit, index) => limitLine(limit, round(x(limit.value)), index))}</svg>`
}

function limitLine({ words, held }: Limit, x: number, index: number): Html {
  const state = held ? 'held' : 'broken'
  // Words grow to where there is room, in two rows, since limits are often near each other.
  return markup`<line class="gate ${state}" x1="${x}" x2="${x}" y1="${bars.top - 8}" y2="${bars.bottom}"/><text class="limit ${state}${x > width / 2 ? ' end' : ''}" x="${x}" y="${10 + (index % 2) * 12}">${words}</text>`
}

interface Timed extends ParticipantOutcome {
  readonly startedMs: number
  readonly endedMs: number
}

function isTimed(outcome: ParticipantOutcome): outcome is Timed {
  return Number.isFinite(outcome.startedMs) && Number.isFinite(outcome.endedMs)
}

const rowHeight = 16

/** When each participant was there, from the first start to the last end; undefined when nobody knows. */
export function timeline(outcomes: readonly ParticipantOutcome[]): Html | undefined {
  const timed = outcomes.filter(isTimed)
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
    const wide = Math.max(1.5, x((endedMs - startMs) / 1_000) - left)
    const top = index * rowHeight
    return markup`<text class="who end" x="144" y="${top + 12}">${label.slice(0, 24)}</text><rect class="${status}" x="${round(left)}" y="${top + 3}" width="${round(wide)}" height="${rowHeight - 5}" rx="2"><title>${label}: ${status} after ${round((endedMs - startedMs) / 1_000)} s</title></rect>`
  })
  return markup`<svg viewBox="0 0 ${width} ${bottom + 20}" role="img" class="chart">${ticks}${rows}</svg>`
}
