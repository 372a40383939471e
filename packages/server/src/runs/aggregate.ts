import { type Aggregator, aggregators, type Metric } from '@loadero-test/core'
import { percentile } from '@loadero-test/core/internal'

type Aggregates = Record<Aggregator, number>

/**
 * All aggregates of one metric's samples, by the names that a result uses; undefined without samples.
 * The standard deviation is the population's; the relative one is its ratio to the average.
 */
export function aggregateSamples(samples: readonly number[]): Metric | undefined {
  if (samples.length === 0) return undefined
  const values = aggregates(samples)
  // A ratio to an average of 0 is no number, and JSON has no way to say so.
  const known = Object.entries(aggregators).filter(([name]) => Number.isFinite(values[name as Aggregator]))
  return {
    data_count: samples.length,
    ...Object.fromEntries(known.map(([name, field]) => [field, values[name as Aggregator]])),
  }
}

function aggregates(samples: readonly number[]): Aggregates {
  const sorted = samples.toSorted((a, b) => a - b)
  const total = sum(samples)
  const avg = total / samples.length
  const stddev = Math.sqrt(sum(samples.map((sample) => (sample - avg) ** 2)) / samples.length)
  return {
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
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
