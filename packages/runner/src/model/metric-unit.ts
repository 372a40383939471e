import { aggregators, type MetricBase, type MetricUnit, metricUnit } from '@loadero-test/core'

/** `unknown`: the service does not document the unit, and a guess could be read as a fact. */
export type MetricUnitLabel = MetricUnit | 'unknown'

/** The unit of the values at a metric path. Neither the service nor reports convert values. */
export function unitOf(path: string): MetricUnitLabel {
  if (path.startsWith('actions/timeExecution/')) return metricUnit('actions/timeExecution') ?? 'unknown'
  const segments = path.split('/')
  const last = segments.at(-1) ?? ''
  // The service does not document whether it is a ratio or a percentage.
  if (last === 'rstddev') return 'unknown'
  if (last === 'total' && segments.includes('packetsLost')) return 'count'
  const base = Object.hasOwn(aggregators, last) || last === 'percent' ? segments.slice(0, -1) : segments
  return metricUnit(base.join('/') as MetricBase) ?? 'unknown'
}

/** Units that are not written after a number. */
const silentUnits: ReadonlySet<MetricUnitLabel> = new Set(['unknown', 'count', '0…1', 'MOS 1…5'])

/** `412` with the unit of its metric path: `412 ms`, `2.5%`. A text that is not a number stays as it is. */
export function withUnit(value: string, path: string | undefined): string {
  if (path === undefined || !/^-?\d+(\.\d+)?$/.test(value)) return value
  const unit = unitOf(path)
  if (silentUnits.has(unit)) return value
  return unit === '%' ? `${value}%` : `${value} ${unit}`
}
