import { jsonValueOf } from '@loadero-test/core/internal'
import { sumOf } from './aggregate.js'
import {
  isPageBase,
  isStatusBase,
  requestKinds,
  tablePathOf,
  type WebVital,
  webVitals,
} from './page-metrics.js'
import type { ParticipantSeries, Series, SeriesPoint } from './series.js'
import { metricTable } from './table.js'

/** What was counted of the pages of one participant, from the start of its script to its end. */
export interface PageLog {
  /** Milliseconds since the epoch. */
  readonly startMs: number
  /** Milliseconds since the epoch. */
  readonly endMs: number
  /** The hosts of all requests, with their ports. */
  readonly hosts: readonly string[]
  /**
   * By `page/errors`, `page/requests/<host>/<kind>` or `page/requests/<host>/<status>`: how many in each second since the
   * start. Without zeros.
   */
  readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** The last value of each page load. */
  readonly vitals: readonly PageVital[]
}

export interface PageVital extends SeriesPoint {
  readonly name: WebVital
}

const label = 'page-metrics'
/** A log of version 1 has no single statuses, so nothing in it says that there were none. */
const version = 2
const pageLine = new RegExp(String.raw`^\S+ ${label} (\{.*\})$`)
const noSeries: ParticipantSeries = { startMs: 0, endMs: 0, series: new Map(), values: new Map(), events: [] }

/** The line at the end of a `browser` log that has the metrics of its pages. */
export function writePageLine(log: PageLog): string {
  return `${new Date(log.endMs).toISOString()} ${label} ${JSON.stringify({ version, ...log })}\n`
}

/**
 * Reads the metrics of pages from a `browser` log, which only local runs put there. The counters of each known host have a
 * value for every second. The last line of several counts: the others are of the page itself. A log without such a line
 * has no series.
 * @param paths of single statuses that have a value in every second, also when no response had them
 */
export async function readPageLog(
  chunks: AsyncIterable<Uint8Array>,
  paths: readonly string[] = [],
): Promise<ParticipantSeries> {
  const decoder = new TextDecoder()
  let json: string | undefined
  let rest = ''
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) json = pageLine.exec(line.trimEnd())?.[1] ?? json
  }
  json = pageLine.exec((rest + decoder.decode()).trimEnd())?.[1] ?? json
  const { startMs, endMs, hosts, counts, vitals, ...log } = (jsonValueOf(json ?? '') ?? {}) as Partial<
    PageLog & { version: number }
  >
  const isWhole =
    log.version === version &&
    typeof startMs === 'number' &&
    typeof endMs === 'number' &&
    endMs - startMs < maxDurationMs &&
    Array.isArray(hosts) &&
    typeof counts === 'object' &&
    counts !== null &&
    Array.isArray(vitals)
  return isWhole ? measurePages({ startMs, endMs, hosts, counts, vitals }, paths) : noSeries
}

/** No participant runs for longer, and the values of every second are in memory. */
const maxDurationMs = 24 * 3_600_000

/** All series of the pages of a participant, by base path, and those of the single statuses in `paths`. */
export function measurePages(
  { startMs, endMs, hosts, counts, vitals }: PageLog,
  paths: readonly string[] = [],
): ParticipantSeries {
  const series = new Map<string, Series>()
  const addSeries = (path: string, points: readonly SeriesPoint[]) => {
    const unit = metricTable[tablePathOf(path)]?.unit ?? ''
    if (points.length > 0 && isPageBase(path)) series.set(path, { path, unit, points })
  }
  const seconds = Array.from({ length: Math.max(1, Math.ceil((endMs - startMs) / 1_000)) }, (_, second) => ({
    key: String(second),
    // A value is that of the second that ends there; the last one may be shorter.
    atMs: Math.min(endMs, startMs + 1_000 * (second + 1)),
  }))
  const addCounter = (path: string, sources: readonly string[]) => {
    addSeries(
      path,
      seconds.map(({ key, atMs }) => ({
        atMs,
        value: sumOf(sources.map((source) => counts[source]?.[key] ?? 0)),
      })),
    )
  }
  addCounter('page/errors', ['page/errors'])
  const statuses = [...Object.keys(counts), ...paths].filter(isStatusBase).map((path) => path.slice(-3))
  for (const kind of new Set([...requestKinds, ...statuses])) {
    const ofHosts = hosts.map((host) => `page/requests/${host}/${kind}`)
    addCounter(`page/requests/${kind}`, ofHosts)
    for (const path of ofHosts) addCounter(path, [path])
  }
  for (const vital of webVitals) {
    const points = vitals.filter(({ name }) => name === vital).map(({ atMs, value }) => ({ atMs, value }))
    addSeries(
      `page/vitals/${vital}`,
      points.toSorted((a, b) => a.atMs - b.atMs),
    )
  }
  return { startMs, endMs, series, values: new Map(), events: [] }
}
