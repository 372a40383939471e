import { aggregators, type MetricBase, type MetricUnit, metricUnit } from '@loadero-test/core'

/** `unknown`: no page of the service tells, and a guess would be taken for a fact. */
export type MetricUnitLabel = MetricUnit | 'unknown'

/** The unit of a metric path's values. The service converts nothing, and neither do reports. */
export function unitOf(path: string): MetricUnitLabel {
  if (path.startsWith('actions/timeExecution/')) return metricUnit('actions/timeExecution') ?? 'unknown'
  const segments = path.split('/')
  const last = segments.at(-1) ?? ''
  // Relative to the average, and whether in hundredths nobody says.
  if (last === 'rstddev') return 'unknown'
  if (last === 'total' && segments.includes('packetsLost')) return 'count'
  const base = Object.hasOwn(aggregators, last) || last === 'percent' ? segments.slice(0, -1) : segments
  return metricUnit(base.join('/') as MetricBase) ?? 'unknown'
}
