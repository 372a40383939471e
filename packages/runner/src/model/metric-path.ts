import { type Aggregator, aggregators, type MetricBase, metricBases } from '@loadero-test/core/metric-paths'
import { markNamePattern } from './mark-name.js'
import type { ExpectedMetric, TimeWindow } from './spec.js'

type BaseWithAggregates = {
  [B in MetricBase]: (typeof metricBases)[B] extends readonly [] | readonly ['percent'] ? never : B
}[MetricBase]

/** A metric per second, for example `webrtc/video/fps/in`: a metric path without its aggregate. */
export type SeriesPath = Exclude<BaseWithAggregates, `mos/${string}`> | `quality/${string}`

/** A metric that the service does not have: `measure/login`, `measure/login/95th`, `quality/video/freezes/total`. */
export type OwnMetricPath = `measure/${string}` | `quality/${string}/${Aggregator}`

/** A metric path in parts: `webrtc/audio/rtt` and `avg`. A metric per second has no aggregate. */
export function splitMetricPath(path: string): { readonly base: string; readonly aggregate?: string } {
  const slash = path.lastIndexOf('/')
  const last = path.slice(slash + 1)
  // A measurement may have the name of an aggregate: measure/max.
  const isAggregate = Object.hasOwn(aggregators, last) || last === 'percent'
  return isAggregate && path.slice(0, slash) !== 'measure'
    ? { base: path.slice(0, slash), aggregate: last }
    : { base: path }
}

/** The log that has the values of a metric per second, or `undefined` when no log has them. */
export function logOfMetric(path: string): 'selenium' | 'webrtc' | 'rru' | undefined {
  if (path.includes('/codec/')) return undefined
  const logs = { measure: 'selenium', webrtc: 'webrtc', quality: 'webrtc', machine: 'rru' } as const
  const section = path.split('/', 1)[0] ?? ''
  return Object.hasOwn(logs, section) ? logs[section as keyof typeof logs] : undefined
}

/** Whether only the logs of the participants have the metric. The service does not know it. */
export function isOwnMetric(path: string): boolean {
  return path.startsWith('measure/') || path.startsWith('quality/')
}

/**
 * Whether a path names a metric of the logs with one value for each participant. `measure/login` is the mean of all
 * measurements with that name, `measure/login/max` the largest one.
 */
export function isOwnMetricPath(path: string): boolean {
  const { base, aggregate } = splitMetricPath(path)
  if (path.startsWith('measure/')) return markNamePattern.test(base.slice('measure/'.length))
  return path.startsWith('quality/') && aggregate !== undefined
}

/** Whether a path names a metric per second. */
export function isSeriesPath(path: string): path is SeriesPath {
  if (path.startsWith('quality/')) return splitMetricPath(path).aggregate === undefined
  const aggregates: Readonly<Record<string, readonly string[]>> = metricBases
  const [first] = Object.hasOwn(aggregates, path) ? (aggregates[path] ?? []) : []
  return first !== undefined && logOfMetric(path) !== undefined
}

/** Whether an expectation is about the logs of its participants. Their results have only aggregates of the whole run. */
export function needsLogs({ path, window, secondsShare, until }: ExpectedMetric): boolean {
  return window !== undefined || secondsShare !== undefined || until !== undefined || isOwnMetric(path)
}

/** The logs that an expectation needs of its participants. */
export function logsOf({ path, window }: ExpectedMetric): ReadonlySet<'selenium' | 'webrtc' | 'rru'> {
  const log = logOfMetric(path)
  return new Set([
    ...(log === undefined ? [] : [log]),
    ...(marksOf(window).length > 0 ? (['selenium'] as const) : []),
  ])
}

/** The marks that a window names. */
export function marksOf({ between, after, before }: TimeWindow = {}): readonly string[] {
  return [between?.start, between?.end, after, before].filter((moment) => typeof moment === 'string')
}
