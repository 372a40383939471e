import { type MetricUnitLabel, unitOf } from './metric-unit.js'

export interface MetricRange {
  readonly min: number
  readonly max: number
}

/**
 * The values that can have been measured. Every measurement is 0 or more. Larger ones are errors of a counter or of a
 * conversion: the limits are far above all that machines and networks of today can do.
 */
export function measurableRange(path: string): MetricRange {
  // A sum of many values has no upper limit, and a deviation no lower one of its own.
  if (/\/(?:total|stddev|rstddev)$/.test(path)) return { min: 0, max: Number.MAX_SAFE_INTEGER }
  const unit = unitOf(path)
  if (unit === 'MOS 1…5') return { min: 1, max: 5 }
  if (unit === '0…1') return { min: 0, max: 1 }
  // A machine with several cores may be above 100 percent of one core.
  if (unit === '%' && !path.startsWith('machine/')) return { min: 0, max: 100 }
  return { min: 0, max: measurableMax[unit] ?? Number.MAX_SAFE_INTEGER }
}

const measurableMax: Partial<Record<MetricUnitLabel, number>> = {
  // 1,024 cores
  '%': 102_400,
  // 1,000 streams of 1,000 frames a second
  'frames/s': 1_000_000,
  // 100 Tbit/s
  'kbit/s': 100_000_000_000,
  // 1 PB
  MB: 1_000_000_000,
  // 11 days
  ms: 1_000_000_000,
  px: 100_000,
}

/** Metrics whose value is a text, such as the name of a codec. */
export function isTextMetric(path: string): boolean {
  return path.includes('/codec/')
}
