import { type Aggregator, aggregators, type MetricBase, metricBases } from '@loadero-test/core/metric-paths'
import type { QualityBase } from '@loadero-test/metrics'
import { isPageBase, type PageBase } from '@loadero-test/metrics/page-metrics'
import { markNamePattern } from './mark-name.js'
import type { SecondsLog } from './seconds-log.js'
import type { ExpectedMetric } from '../spec.js'
import type { TimeWindow } from './time-window.js'

type BaseWithAggregates = {
  [B in MetricBase]: (typeof metricBases)[B] extends readonly [] | readonly ['percent'] ? never : B
}[MetricBase]

/** A metric per second, for example `webrtc/video/fps/in`: a metric path without its aggregate. */
export type SeriesPath =
  | Exclude<BaseWithAggregates, `mos/${string}` | `machine/network/${'errors' | 'packets'}/${string}`>
  | QualityBase
  | PageBase

/** A metric that the service does not have: `measure/login`, `measure/login/95th`, `quality/video/freezes/total`. */
export type OwnMetricPath = `measure/${string}` | `${QualityBase | PageBase}/${Aggregator}`

/** A metric path in parts: `webrtc/audio/rtt` and `avg`. A metric per second has no aggregate. */
export function splitMetricPath(path: string): { readonly base: string; readonly aggregate?: string } {
  // The path of a metric can end like an aggregate: machine/cpu/percent.
  if (Object.hasOwn(metricBases, path)) return { base: path }
  const slash = path.lastIndexOf('/')
  const last = path.slice(slash + 1)
  // A measurement may have the name of an aggregate: measure/max.
  const isAggregate = Object.hasOwn(aggregators, last) || last === 'percent'
  return isAggregate && path.slice(0, slash) !== 'measure'
    ? { base: path.slice(0, slash), aggregate: last }
    : { base: path }
}

/** The log that has the values of a metric per second, or `undefined` when no log has them. */
export function logOfMetric(path: string): 'selenium' | SecondsLog | undefined {
  const { base, aggregate } = splitMetricPath(path)
  if (withoutSeconds.test(base) || (aggregate === 'percent' && !base.startsWith('webrtc/'))) return undefined
  const logs = {
    measure: 'selenium',
    webrtc: 'webrtc',
    quality: 'webrtc',
    machine: 'rru',
    page: 'browser',
  } as const
  const section = path.split('/', 1)[0] ?? ''
  return Object.hasOwn(logs, section) ? logs[section as keyof typeof logs] : undefined
}

/** Texts and numbers of the whole call, and metrics of the machine that only Loadero measures. */
const withoutSeconds =
  /\/(?:codec|connections)\/|^machine\/network\/(?:errors|packets|packetsLost)\/|\/connection\/(?:candidateType|protocol)$/

/** Whether only the logs of the participants have the metric. The service does not know it. */
export function isOwnMetric(path: string): boolean {
  return /^(?:measure|quality|page)\//.test(path)
}

/** `measure/login` is the mean of all measurements with that name, `measure/login/max` the largest one. */
export function isMeasurePath(path: string): boolean {
  return (
    path.startsWith('measure/') && markNamePattern.test(splitMetricPath(path).base.slice('measure/'.length))
  )
}

/** Whether a path names a metric per second. */
export function isSeriesPath(path: string): path is SeriesPath {
  const { base, aggregate } = splitMetricPath(path)
  if (aggregate !== undefined || logOfMetric(base) === undefined) return false
  const aggregates: Readonly<Record<string, readonly string[]>> = metricBases
  if (path.startsWith('page/')) return isPageBase(path)
  return path.startsWith('quality/') || (Object.hasOwn(aggregates, path) && aggregates[path]?.length !== 0)
}

/** Whether an expectation is about the logs of its participants. Their results have only aggregates of the whole run. */
export function needsLogs({ path, window, secondsShare, until }: ExpectedMetric): boolean {
  return window !== undefined || secondsShare !== undefined || until !== undefined || isOwnMetric(path)
}

/** The logs that an expectation needs of its participants. */
export function logsOf({ path, window }: ExpectedMetric): ReadonlySet<'selenium' | SecondsLog> {
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

/** The series that an expectation reads. A percentage of lost packets also needs the packets. */
export function seriesOf({ path }: ExpectedMetric): readonly string[] {
  const { base, aggregate } = splitMetricPath(path)
  return aggregate === 'percent' ? [base, packetsOf(base)] : [base]
}

/** `webrtc/audio/packetsLost/in` → `webrtc/audio/packets/in` */
export function packetsOf(base: string): string {
  return base.replace('/packetsLost/', '/packets/')
}
