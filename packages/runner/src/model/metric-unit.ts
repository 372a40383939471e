import { aggregators, type MetricBase, type MetricUnit, metricUnit } from '@loadero-test/core'

import { metricTable, tablePathOf } from '@loadero-test/metrics'
import { splitMetricPath } from './timed/metric-path.js'

/** `unknown`: the service does not document the unit, and a guess could be read as a fact. */
export type MetricUnitLabel = MetricUnit | 'kbit/s' | 'MB' | 'unknown'

/** The unit of the values at a metric path or a `metricKey`. Neither the service nor reports convert values. */
export function unitOf(path: string): MetricUnitLabel {
  if (/^(?:time until|measure\/)/.test(path)) return 'ms'
  if (path.startsWith('share of seconds')) return '0…1'
  // An expectation may be about a period: webrtc/audio/rtt/avg between muted and unmuted.
  if (path.includes(' ')) return unitOf(path.split(' ', 1)[0] ?? '')
  if (/^(?:quality|page)\//.test(path))
    return metricTable[tablePathOf(splitMetricPath(path).base)]?.unit || 'unknown'
  if (path.startsWith('actions/timeExecution/')) return metricUnit('actions/timeExecution') ?? 'unknown'
  const segments = path.split('/')
  const last = segments.at(-1) ?? ''
  // The service does not document whether it is a ratio or a percentage.
  if (last === 'rstddev') return 'unknown'
  if (last === 'total' && segments.includes('packetsLost')) return 'count'
  const base = Object.hasOwn(aggregators, last) || last === 'percent' ? segments.slice(0, -1) : segments
  return metricUnit(base.join('/') as MetricBase) ?? 'unknown'
}

/** The other units are scales and counts, which are not written after a number. */
const writtenUnits: ReadonlySet<string> = new Set<MetricUnitLabel>([
  '%',
  'bytes',
  'frames/s',
  'kbit/s',
  'MB',
  'ms',
  'px',
])

/** Adds the unit of a metric to a number or a range: `2.5%`, `398 … 412 ms`. Other texts stay as they are. */
export function withUnit(text: string | number, path: string | undefined): string {
  if (path === undefined || !/^[^a-z]*\d$/i.test(String(text))) return String(text)
  return withUnitLabel(text, unitOf(path))
}

/** A value of a participant with the unit of its metric. */
export function valueWithUnit(value: number | string, path: string): string {
  return withUnit(typeof value === 'number' ? String(shortNumber(value, 5)) : value, path)
}

/** Rounds a number to the digits that people read. */
export function shortNumber(value: number, digits = 4): number {
  return Number(value.toPrecision(digits))
}

/** Adds a unit that is written after numbers: `412 ms`. */
export function withUnitLabel(text: string | number, unit: string): string {
  if (!writtenUnits.has(unit)) return String(text)
  return unit === '%' ? `${text}%` : `${text} ${unit}`
}
