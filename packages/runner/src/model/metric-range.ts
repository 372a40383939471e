import { unitOf } from './metric-unit.js'

export interface MetricRange {
  readonly min: number
  readonly max: number
}

/** The values that a metric can have, as far as they follow from its unit: every measurement is 0 or more. */
export function metricRange(path: string): MetricRange {
  const unit = unitOf(path)
  if (unit === 'MOS 1…5') return { min: 1, max: 5 }
  if (unit === '0…1') return { min: 0, max: 1 }
  // A machine with several cores may be above 100 percent of one core.
  if (unit === '%' && !path.startsWith('machine/')) return { min: 0, max: 100 }
  return { min: 0, max: Number.MAX_VALUE }
}

/** Metrics whose value is a text, such as the name of a codec. */
export function isTextMetric(path: string): boolean {
  return path.includes('/codec/')
}
