import { type Aggregator, aggregators, type Metric } from '@loadero-test/core'

type Aggregates = Record<Aggregator, number>

/**
 * All aggregates of one metric's samples, by the names that a result uses; undefined without samples.
 * Percentiles interpolate linearly between closest ranks, so the 0th would be the least and the 100th the
 * greatest; the standard deviation is the population's; the relative one is its ratio to the average.
 */
export const aggregate = (samples: readonly number[]): Metric | undefined => {
  if (samples.length === 0) return undefined
  const values = aggregates(samples)
  // A ratio to an average of 0 is no number, and JSON has no way to say so.
  const known = Object.entries(aggregators).filter(([name]) => Number.isFinite(values[name as Aggregator]))
  return {
    data_count: samples.length,
    ...Object.fromEntries(known.map(([name, field]) => [field, values[name as Aggregator]])),
  }
}

const aggregates = (samples: readonly number[]): Aggregates => {
  const sorted = samples.toSorted((a, b) => a - b)
  const total = sum(samples)
  const avg = total / samples.length
  const stddev = Math.sqrt(sum(samples.map((sample) => (sample - avg) ** 2)) / samples.length)
  return {
    avg,
    min: percentile(sorted, 0),
    max: percentile(sorted, 1),
    total,
    stddev,
    rstddev: stddev / avg,
    '1st': percentile(sorted, 0.01),
    '5th': percentile(sorted, 0.05),
    '25th': percentile(sorted, 0.25),
    '50th': percentile(sorted, 0.5),
    '75th': percentile(sorted, 0.75),
    '95th': percentile(sorted, 0.95),
    '99th': percentile(sorted, 0.99),
  }
}

const percentile = (sorted: readonly number[], share: number): number => {
  const rank = share * (sorted.length - 1)
  const below = sorted[Math.floor(rank)] ?? NaN
  const above = sorted[Math.ceil(rank)] ?? NaN
  return below + (above - below) * (rank - Math.floor(rank))
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
