import type { Aggregator } from '@loadero-test/core'
import { percentile } from '@loadero-test/core/internal'
import type { SeriesPoint } from './series.js'

/** The last segment of a metric path: one of the service's thirteen aggregates. */
export type Aggregate = Aggregator

/**
 * All aggregates of the points of one series. Empty without points.
 * The standard deviation is the population's. The relative one is its ratio to the average; it is absent when the
 * average is 0, because the ratio is not a finite number.
 */
export function aggregate(points: readonly SeriesPoint[]): Partial<Record<Aggregate, number>> {
  return aggregateValues(points.map(({ value }) => value))
}

/** The same as `aggregate`, of values without times. */
export function aggregateValues(values: readonly number[]): Partial<Record<Aggregate, number>> {
  if (values.length === 0) return {}
  const sorted = values.toSorted((a, b) => a - b)
  const total = sumOf(values)
  const avg = total / values.length
  const stddev = Math.sqrt(sumOf(values.map((value) => (value - avg) ** 2)) / values.length)
  const aggregates: Record<Aggregate, number> = {
    avg,
    min: percentile(sorted, 0),
    max: percentile(sorted, 100),
    total,
    stddev,
    rstddev: stddev / avg,
    '1st': percentile(sorted, 1),
    '5th': percentile(sorted, 5),
    '25th': percentile(sorted, 25),
    '50th': percentile(sorted, 50),
    '75th': percentile(sorted, 75),
    '95th': percentile(sorted, 95),
    '99th': percentile(sorted, 99),
  }
  return Object.fromEntries(Object.entries(aggregates).filter(([, value]) => Number.isFinite(value)))
}

/** The sum of the values, from first to last. */
export function sumOf(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
