import type { Unit } from './series.js'

/** How one metric is measured. */
export interface MetricRow {
  readonly unit: Unit
  /** The statistics of `getStats()`, or the events of the page, that it is computed from. */
  readonly source: string
  /** One sentence. */
  readonly meaning: string
  /** What a reader must know before comparing values. Empty for nothing. */
  readonly caveat: string
}

/** By base path. */
export const metricTable: Readonly<Record<string, MetricRow>> = {}
