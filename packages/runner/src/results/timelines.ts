import { readMachineLog, readPageLog, readWebrtcDump, type SeriesPoint } from '@loadero-test/metrics'
import pLimit from 'p-limit'
import { logOfMetric, logsOf, needsLogs, seriesOf, splitMetricPath } from '../model/timed/metric-path.js'
import { type SecondsLog, secondsLogs } from '../model/timed/seconds-log.js'
import type { CollectedResult } from '../model/result.js'
import type { ExpectationSpec, ExpectedMetric } from '../model/spec.js'
import type { Period, Timeline } from '../model/timed/timeline.js'
import type { RunFiles } from './run-files.js'
import { readScriptLog } from './script-log.js'
import { unprovenReason } from './unproven-log.js'

const maxConcurrentReads = 4

/**
 * Reads the logs that expectations on seconds need, of the participants that they are about. Only the series that are
 * needed stay in memory. Without such expectations nothing is read.
 */
export async function addTimelines(
  collected: readonly CollectedResult[],
  expects: readonly ExpectationSpec[],
  {
    files,
    isInSlice,
    isSimulated = false,
    signal,
  }: {
    readonly files: RunFiles
    /** Whether the times of logs have nothing to do with those of the run. */
    readonly isSimulated?: boolean | undefined
    readonly isInSlice: (spec: ExpectationSpec, one: CollectedResult) => boolean
    readonly signal?: AbortSignal | undefined
  },
): Promise<readonly CollectedResult[]> {
  const onLogs = expects.filter(({ metric }) => metric && needsLogs(metric))
  if (onLogs.length === 0) return collected
  // From the last start to the first end. None when a participant was absent, or when its times are unknown.
  const periods = collected.map(presenceOf)
  const known = periods.filter((period) => period !== undefined)
  const startMs = Math.max(...known.map((period) => period.startMs))
  const endMs = Math.min(...known.map((period) => period.endMs))
  const allPresent = known.length === periods.length && startMs < endMs ? { startMs, endMs } : undefined
  const limit = pLimit(maxConcurrentReads)
  return Promise.all(
    collected.map(async (one) => {
      const metrics = onLogs.flatMap((spec) => (spec.metric && isInSlice(spec, one) ? [spec.metric] : []))
      if (metrics.length === 0) return one
      return limit(async () => {
        signal?.throwIfAborted()
        return addTimeline(one, metrics, { files, allPresent, isSimulated })
      })
    }),
  )
}

interface TimelineOptions {
  readonly files: RunFiles
  readonly allPresent: Period | undefined
  readonly isSimulated: boolean
}

async function addTimeline(
  one: CollectedResult,
  metrics: readonly ExpectedMetric[],
  options: TimelineOptions,
): Promise<CollectedResult> {
  const presence = presenceOf(one)
  const period = options.isSimulated ? undefined : presence
  const unreadable = new Map<'selenium' | SecondsLog, string>()
  const { series, readings } = await readSeconds(one, metrics, { ...options, period, unreadable })
  const needsScript = metrics.some((metric) => logsOf(metric).has('selenium'))
  const log = needsScript
    ? (one.script ?? (await options.files.read(one.result, 'selenium', readScriptLog)))
    : undefined
  if (log === 'unreadable') unreadable.set('selenium', 'no readable log selenium')
  const script = log === undefined || log === 'unreadable' ? undefined : log
  const { marks = [], measurements = [] } = script ?? {}
  const values = metrics.flatMap(({ path }) => {
    const { base } = splitMetricPath(path)
    return [[base, measurements.filter(({ name }) => base === `measure/${name}`)] as const]
  })
  const times = [...marks, ...measurements].map(({ atMs }) => atMs).toSorted((a, b) => a - b)
  const content = { kind: 'selenium', isComplete: true, times, values: new Map(values) }
  const reason = unprovenReason(content, period)
  if (reason !== undefined) unreadable.set('selenium', reason)
  const { allPresent } = options
  const timeline: Timeline = {
    ...(presence && { presence }),
    ...(allPresent && { allPresent }),
    marks,
    measurements,
    series,
    readings,
    unreadable,
  }
  return { ...one, ...(script && { script: { marks, measurements } }), timeline }
}

/** Reads the logs with values per second. */
async function readSeconds(
  one: CollectedResult,
  metrics: readonly ExpectedMetric[],
  {
    files,
    period,
    unreadable,
  }: Pick<TimelineOptions, 'files'> & {
    readonly period: Period | undefined
    readonly unreadable: Map<'selenium' | SecondsLog, string>
  },
): Promise<Pick<Timeline, 'series' | 'readings'>> {
  const series = new Map<string, readonly SeriesPoint[]>()
  const readings = new Map<SecondsLog, readonly SeriesPoint[]>()
  for (const kind of secondsLogs) {
    const paths = metrics.flatMap((metric) => (logOfMetric(metric.path) === kind ? seriesOf(metric) : []))
    if (paths.length === 0) continue
    const read = await files.read(one.result, kind, (chunks) =>
      // A log that is not of the expected format is no better than one that is missing.
      readers[kind](chunks, paths).catch(() => 'unreadable' as const),
    )
    if (read === 'unreadable') unreadable.set(kind, `no readable log ${kind}`)
    if (read === undefined || read === 'unreadable') continue
    const values = new Map(paths.map((path) => [path, read.series.get(path)?.points ?? []]))
    for (const [path, points] of values) series.set(path, points)
    const distinct = new Set(
      [...read.series.values()].flatMap(({ points }) => points.map(({ atMs }) => atMs)),
    )
    const times = [...distinct].toSorted((a, b) => a - b)
    readings.set(
      kind,
      times.map((atMs) => ({ atMs, value: 0 })),
    )
    const reason = unprovenReason({ kind, isComplete: read.isComplete, times, values }, period)
    if (reason !== undefined) unreadable.set(kind, reason)
  }
  return { series, readings }
}

const readers = { webrtc: readWebrtcDump, rru: readMachineLog, browser: readPageLog } as const

function presenceOf({ result }: CollectedResult): Period | undefined {
  const startMs = Date.parse(result.start ?? '')
  const endMs = Date.parse(result.end ?? '')
  return Number.isNaN(startMs) || Number.isNaN(endMs) ? undefined : { startMs, endMs }
}
