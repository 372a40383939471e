import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Result } from '@loadero-test/core'
import { type ParticipantSeries, readMachineLog, readPageLog, readWebrtcDump } from '@loadero-test/metrics'
import pLimit from 'p-limit'
import type { CollectedResult } from '../model/result.js'
import type { TestSpec } from '../model/spec.js'
import { logOfMetric, splitMetricPath } from '../model/timed/metric-path.js'
import { type SecondsLog, secondsLogs } from '../model/timed/seconds-log.js'
import {
  eventPaths,
  pagePaths,
  type ParticipantSeconds,
  type SeriesColumns,
} from '../model/timed/test-series.js'
import type { RunFiles } from './run-files.js'
import { readScriptLog } from './script-log.js'

const maxConcurrentReads = 4
/** Each of them costs the download of up to three logs. */
const maxOthers = 20

export interface WriteSeriesOptions {
  readonly files: RunFiles
  readonly runDirectory: string
  /** The name of a participant in reports. */
  readonly labelOf: (one: CollectedResult) => string
  /** Whether participants whose logs are not kept are read, too, for comparison. */
  readonly readsOthers: boolean
  readonly signal?: AbortSignal | undefined
}

/**
 * Writes the metrics per second of the checks to `series.json` in the directory of the run. Reads the logs of
 * participants whose files are kept or that failed, and of some others.
 * @returns the path, or `undefined` when no log has such a metric
 */
export async function writeSeries(
  { asserts, expects }: Pick<TestSpec, 'asserts' | 'expects'>,
  collected: readonly CollectedResult[],
  { files, runDirectory, labelOf, readsOthers, signal }: WriteSeriesOptions,
): Promise<string | undefined> {
  const gated = [...asserts.map(({ path }) => path), ...expects.flatMap(({ metric }) => metric?.path ?? [])]
  const bases = new Set(gated.map((path) => splitMetricPath(path).base))
  const charted = [...bases].filter((base) => secondsLogs.some((log) => log === logOfMetric(base)))
  // Charts of any metric need the other two.
  const needsPages = charted.some((base) => logOfMetric(base) === 'browser')
  const paths = new Set([...charted, ...eventPaths])
  // The logs of these are read anyway.
  const isRead = ({ files: kept, result, timeline }: CollectedResult) =>
    kept.length > 0 || result.status !== 'pass' || (timeline?.readings.size ?? 0) > 0
  const others = charted.length > 0 && readsOthers ? collected.filter((one) => !isRead(one)) : []
  // Evenly spread, so that the others are not all of one group.
  const step = Math.max(1, others.length / maxOthers)
  const chosen = new Set(others.filter((_, index) => Math.floor(index % step) === 0).slice(0, maxOthers))
  const limit = pLimit(maxConcurrentReads)
  const participants = await Promise.all(
    collected
      .filter((one) => isRead(one) || chosen.has(one))
      .map((one) =>
        limit(async () => {
          signal?.throwIfAborted()
          const { files: kept, result, timeline } = one
          const isWhole = kept.length > 0 || result.status !== 'pass' || chosen.has(one)
          const all = [...secondsLogs.filter((log) => log !== 'browser' || needsPages), 'selenium' as const]
          const logs = new Set(isWhole ? all : timeline?.readings.keys())
          const wanted = kept.length > 0 ? new Set([...paths, ...pagePaths]) : paths
          return { label: labelOf(one), ...(await readSeconds(result, { paths: wanted, logs, files })) }
        }),
      ),
  )
  const measured = participants.filter(
    ({ series, overloaded, networkChanges }) =>
      Object.keys(series).length + overloaded.length + networkChanges.length > 0,
  )
  if (measured.length === 0) return undefined
  const file = join(runDirectory, 'series.json')
  await mkdir(runDirectory, { recursive: true })
  await writeFile(file, JSON.stringify({ version: 1, participants: measured }))
  return file
}

async function readSeconds(
  result: Result,
  {
    paths,
    logs,
    files,
  }: {
    readonly paths: ReadonlySet<string>
    readonly logs: ReadonlySet<SecondsLog | 'selenium'>
    readonly files: RunFiles
  },
): Promise<Omit<ParticipantSeconds, 'label'>> {
  const read = async (kind: SecondsLog, reader: typeof readMachineLog) => {
    if (!logs.has(kind)) return undefined
    // A log of another format has no seconds.
    const log = await files.read(result, kind, (chunks) => reader(chunks).catch(() => undefined))
    return log === 'unreadable' ? undefined : log
  }
  const webrtc = await read('webrtc', readWebrtcDump)
  const machine = await read('rru', readMachineLog)
  const pages = await read('browser', (chunks) => readPageLog(chunks, [...paths]))
  const script = logs.has('selenium') ? await files.read(result, 'selenium', readScriptLog) : undefined
  return {
    series: { ...columnsOf(webrtc, paths), ...columnsOf(machine, paths), ...columnsOf(pages, paths) },
    overloaded: (machine?.events ?? []).flatMap(({ kind, atMs, text }) =>
      kind === 'overloaded' ? [{ startMs: atMs - 1_000 * Number(text), endMs: atMs }] : [],
    ),
    networkChanges: script === undefined || script === 'unreadable' ? [] : script.networkChanges,
  }
}

function columnsOf(
  log: ParticipantSeries | undefined,
  paths: ReadonlySet<string>,
): Record<string, SeriesColumns> {
  return Object.fromEntries(
    [...(log?.series ?? [])].flatMap(([path, { points }]) => {
      const finite = points.filter(({ value }) => Number.isFinite(value))
      if (!paths.has(path) || finite.length === 0) return []
      const columns: SeriesColumns = {
        times: finite.map(({ atMs }) => Math.round(atMs)),
        values: finite.map(({ value }) => Number(value.toPrecision(5))),
      }
      return [[path, columns]]
    }),
  )
}
