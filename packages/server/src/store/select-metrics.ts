import type { Metric } from '@loadero-test/core'

/** The metrics whose path starts with this segment, e.g. `machine`. Responses show them in an object of their own. */
export function selectMetrics(
  metrics: Readonly<Record<string, Metric>>,
  segment: string,
): Record<string, Metric> {
  return Object.fromEntries(Object.entries(metrics).filter(([path]) => path.startsWith(`${segment}/`)))
}
