import { type Aggregator, aggregators } from '../constants/metrics.js'
import type { Metric } from '../types/metrics.js'

/**
 * The value at a metric path such as `webrtc/audio/rtt/avg`: a number, a text such as the name of a codec, or
 * `undefined` without a measurement. A path names a metric or an aggregate of one.
 */
export function metricAtPath(
  metrics: Readonly<Partial<Record<string, Metric>>>,
  path: string,
): number | string | undefined {
  const exact = metrics[path]
  if (exact) return exact.value ?? exact.average
  const slash = path.lastIndexOf('/')
  const metric = metrics[path.slice(0, slash)]
  const name = path.slice(slash + 1)
  // The service does not document which field holds a percentage. It has no aggregate of its own.
  if (name === 'percent') return metric?.value
  return Object.hasOwn(aggregators, name) ? metric?.[aggregators[name as Aggregator]] : undefined
}
