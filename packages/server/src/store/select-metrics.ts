import type { Metric } from '@loadero-test/core'

/** The metrics of one kind, as answers show them in an object of their own. */
export function selectMetrics(
  metrics: Readonly<Record<string, Metric>>,
  name: 'machine' | 'webrtc',
): Record<string, Metric> {
  return Object.fromEntries(Object.entries(metrics).filter(([path]) => path.startsWith(`${name}/`)))
}
