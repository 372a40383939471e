import { type Aggregator, aggregators, type Metric } from '@loadero-test/core'
import { aggregateValues } from '@loadero-test/metrics'

/** All aggregates of one metric's samples, under the names that a result uses. Undefined without samples. */
export function aggregateSamples(samples: readonly number[]): Metric | undefined {
  if (samples.length === 0) return undefined
  const fields = Object.entries(aggregateValues(samples)).map(([name, value]) => [
    aggregators[name as Aggregator],
    value,
  ])
  return { data_count: samples.length, ...Object.fromEntries(fields) }
}
