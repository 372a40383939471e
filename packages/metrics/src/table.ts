import { machineMetrics } from './machine-metrics.js'
import { type MetricDefinition, type MetricRow, pathsOf } from './metric-definition.js'
import { pageMetrics } from './page-metrics.js'
import { qualityMetrics } from './quality-metrics.js'
import { serviceMetrics } from './service-metrics.js'

/** Every metric, with its formula where that is of one stream. */
export const definitions: readonly MetricDefinition[] = [
  ...serviceMetrics,
  ...qualityMetrics,
  ...machineMetrics,
  ...pageMetrics,
]

/** What each metric is, by base path. The tables in the documentation are of this. */
export const metricTable: Readonly<Partial<Record<string, MetricRow>>> = Object.fromEntries(
  definitions.flatMap((definition) => pathsOf(definition).map((path) => [path, definition])),
)
