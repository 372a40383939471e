import { shortNumber } from '../../../model/metric-unit.js'
import type { Check, TrendPoint } from '../../../model/result.js'
import { type Html, markup } from '../text.js'
import { round } from './axis.js'

const [width, height, margin] = [96, 20, 3]

/** A small line of what a check measured in earlier sessions, with its value now as the last point. */
export function trendChart({ trend = [], measure, history, outcome }: Check): Html | undefined {
  const now = measure?.value ?? history?.value
  const last = now === undefined ? [] : [{ value: now, outcome }]
  const points: readonly Pick<TrendPoint, 'value' | 'outcome'>[] = [...trend, ...last]
  if (trend.length === 0 || points.length < 2) return undefined
  const values = points.map(({ value }) => value)
  const [min, max] = [Math.min(...values), Math.max(...values)]
  if (!Number.isFinite(max - min)) return undefined
  const x = (index: number) => round(margin + (index / (points.length - 1)) * (width - 2 * margin))
  const y = (value: number) =>
    round(max === min ? height / 2 : margin + ((max - value) / (max - min)) * (height - 2 * margin))
  const line = values.map((value, index) => `${x(index)},${y(value)}`).join(' ')
  const label = `${trend.length} earlier: ${values.map((value) => shortNumber(value)).join(', ')}`
  const failures = points.flatMap(({ value, outcome: its }, index) =>
    its === 'failed' ? [markup`<path class="failure" d="M${x(index)} ${y(value)}h0"/>`] : [],
  )
  return markup`<svg class="trend" role="img" aria-label="${label}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><title>${label}</title><polyline class="line" points="${line}"/>${failures}</svg>`
}
