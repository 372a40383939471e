import { readMachineLog, readPageLog, readWebrtcDump, type SeriesPoint } from '@loadero-test/metrics'
import pLimit from 'p-limit'
import { logOfMetric, logsOf, needsLogs, seriesOf } from '../model/timed/metric-path.js'
import { type SecondsLog, secondsLogs } from '../model/timed/seconds-log.js'
import type { CollectedResult } from '../model/result.js'
import type { ExpectationSpec, ExpectedMetric } from '../model/spec.js'
import type { Period, Timeline } from '../model/timed/timeline.js'
import type { RunFiles } from './run-files.js'
import { readScriptLog } from './script-log.js'

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
    signal,
  }: {
    readonly files: RunFiles
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
        return addTimeline(one, metrics, { files, allPresent })
      })
    }),
  )
}

async function addTimeline(
  one: CollectedResult,
  metrics: readonly ExpectedMetric[],
  { files, allPresent }: { readonly files: RunFiles; readonly allPresent: Period | undefined },
): Promise<CollectedResult> {
  const presence = presenceOf(one)
  const unreadable = new Set<'selenium' | SecondsLog>()
  const series = new Map<string, readonly SeriesPoint[]>()
  const readings = new Map<SecondsLog, readonly SeriesPoint[]>()
  for (const kind of secondsLogs) {
    const paths = metrics.flatMap((metric) => (logOfMetric(metric.path) === kind ? seriesOf(metric) : []))
    if (paths.length === 0) continue
    const read = await files.read(one.result, kind, (chunks) =>
      // A log that is not of the expected format is no better than one that is missing.
      readers[kind](chunks, paths).catch(() => 'unreadable' as const),
    )
    if (read === 'unreadable') unreadable.add(kind)
    if (read === undefined || read === 'unreadable') continue
    for (const path of paths) {
      const points = read.series.get(path)?.points ?? []
      series.set(
        path,
        points.filter(({ value }) => Number.isFinite(value)),
      )
    }
    const times = new Set([...read.series.values()].flatMap(({ points }) => points.map(({ atMs }) => atMs)))
    const sorted = [...times].toSorted((a, b) => a - b)
    readings.set(
      kind,
      sorted.map((atMs) => ({ atMs, value: 0 })),
    )
  }
  const needsScript = metrics.some((metric) => logsOf(metric).has('selenium'))
  const log = needsScript
    ? (one.script ?? (await files.read(one.result, 'selenium', readScriptLog)))
    : undefined
  if (log === 'unreadable') unreadable.add('selenium')
  const script = log === undefined || log === 'unreadable' ? undefined : log
  const { marks = [], measurements = [] } = script ?? {}
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

const readers = { webrtc: readWebrtcDump, rru: readMachineLog, browser: readPageLog } as const

function presenceOf({ result }: CollectedResult): Period | undefined {
  const startMs = Date.parse(result.start ?? '')
  const endMs = Date.parse(result.end ?? '')
  return Number.isNaN(startMs) || Number.isNaN(endMs) ? undefined : { startMs, endMs }
}
