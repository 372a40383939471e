import { type Aggregator, aggregators } from '../constants/metrics.js'
import type { Metric } from '../types/metrics.js'

/**
 * The value at a metric path such as `webrtc/audio/rtt/avg`: a number, a text such as a codec's name, or `undefined`
 * when it was not measured. A path names a whole metric, or an aggregate of one.
 */
export function metricAtPath(
  metrics: Readonly<Partial<Record<string, Metric>>>,
  path: string,
): number | string | undefined {
  const whole = metrics[path]
  if (whole) return whole.value ?? whole.average
  const slash = path.lastIndexOf('/')
  const metric = metrics[path.slice(0, slash)]
  const name = path.slice(slash + 1)
  // The service does not document which field holds a percentage. It has no aggregate of its own.
  if (name === 'percent') return metric?.value
  return Object.hasOwn(aggregators, name) ? metric?.[aggregators[name as Aggregator]] : undefined
}
