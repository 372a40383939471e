import type { Metric } from '@loadero-test/core'

/**
 * What several participants measured, as if their samples were one series. Everything here follows exactly
 * from the aggregates of each; percentiles do not, and are left out rather than guessed.
 */
export function mergeMetrics(metrics: readonly Metric[]): Metric {
  const series = metrics.filter(({ data_count = 0 }) => data_count > 0)
  if (series.length === 0) return shared(metrics)
  const count = sum(series.map(({ data_count = 0 }) => data_count))
  const total = sum(series.map(totalOf))
  const average = total / count
  const variance = sum(series.map((metric) => spread(metric, average))) / count
  const stddev = Math.sqrt(variance)
  return {
    data_count: count,
    minimum: least(series.map(({ minimum = Infinity }) => minimum)),
    maximum: -least(series.map(({ maximum = -Infinity }) => -maximum)),
    average,
    total,
    stddev,
    ...(average !== 0 && { rstddev: stddev / average }),
  }
}

/** The value that all of them have, such as a codec's name; nothing when they differ. */
function shared(metrics: readonly Metric[]): Metric {
  const [value, ...others] = new Set(metrics.map((metric) => metric.value))
  return value === undefined || others.length > 0 ? {} : { value }
}

function totalOf({ data_count = 0, average = 0 }: Metric): number {
  return data_count * average
}

/** The squared distances of a series' samples from a mean that is not its own. */
function spread({ data_count = 0, average = 0, stddev = 0 }: Metric, mean: number): number {
  return data_count * (stddev ** 2 + (average - mean) ** 2)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

function least(numbers: readonly number[]): number {
  return numbers.reduce((minimum, number) => Math.min(minimum, number), Infinity)
}
