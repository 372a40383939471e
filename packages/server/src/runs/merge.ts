import type { Metric } from '@loadero-test/core'
import { sumOf } from '@loadero-test/metrics'

/**
 * One metric of several participants, as if their samples were one series. Every field follows exactly from the
 * aggregates of each participant. Percentiles do not, so they are left out.
 */
export function mergeMetrics(metrics: readonly Metric[]): Metric {
  const series = metrics.filter(({ data_count = 0 }) => data_count > 0)
  if (series.length === 0) {
    // Single values, such as a codec's name, are kept when all participants have the same.
    const [value, ...others] = new Set(metrics.map((metric) => metric.value))
    return value === undefined || others.length > 0 ? {} : { value }
  }
  const data_count = sumOf(series.map((metric) => metric.data_count ?? 0))
  const total = sumOf(series.map((metric) => (metric.data_count ?? 0) * (metric.average ?? 0)))
  const average = total / data_count
  const squaredDistances = series.map(
    (metric) =>
      (metric.data_count ?? 0) * ((metric.stddev ?? 0) ** 2 + ((metric.average ?? 0) - average) ** 2),
  )
  const stddev = Math.sqrt(sumOf(squaredDistances) / data_count)
  return {
    data_count,
    minimum: series.reduce((min, { minimum = Infinity }) => Math.min(min, minimum), Infinity),
    maximum: series.reduce((max, { maximum = -Infinity }) => Math.max(max, maximum), -Infinity),
    average,
    total,
    stddev,
    ...(average !== 0 && { rstddev: stddev / average }),
  }
}
