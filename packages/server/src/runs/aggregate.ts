import { type Aggregator, aggregators, type Metric } from '@loadero-test/core'
import { percentile } from '@loadero-test/core/internal'

/**
 * All aggregates of one metric's samples, under the names that a result uses. Undefined without samples.
 * The standard deviation is the population's. The relative one is its ratio to the average.
 */
export function aggregateSamples(samples: readonly number[]): Metric | undefined {
  if (samples.length === 0) return undefined
  const sorted = samples.toSorted((a, b) => a - b)
  const total = sumSamples(samples)
  const avg = total / samples.length
  const stddev = Math.sqrt(sumSamples(samples.map((sample) => (sample - avg) ** 2)) / samples.length)
  const values: Record<Aggregator, number> = {
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
  const fields = Object.entries(aggregators)
    .map(([name, field]) => [field, values[name as Aggregator]] as const)
    // A ratio to an average of 0 is not a finite number, and JSON has no form for it.
    .filter(([, value]) => Number.isFinite(value))
  return { data_count: samples.length, ...Object.fromEntries(fields) }
}

export function sumSamples(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
