import { jsonValueOf } from '@loadero-test/core/internal'
import { splitJson, type Visit } from './json-splitter.js'
import { measureWebrtc } from './measure.js'
import type { ParticipantSeries } from './series.js'
import {
  connectionOf,
  createWebrtcLog,
  type StatsHistory,
  type WebrtcLog,
  usedStats,
} from './stats/webrtc-log.js'

/** `IT01V1-framesDecoded`: the id of an object of `getStats()`, which can have a `-` too, and a statistic. */
function splitSeriesName(name: string): { readonly id: string; readonly stat: string } {
  const at = name.lastIndexOf('-')
  return { id: name.slice(0, at), stat: name.slice(at + 1) }
}

function visitDump(path: readonly string[]): Visit {
  const [section, , part, name] = path
  if (path.length <= 1) return section === 'UserAgent' ? 'take' : 'enter'
  if (section === 'getUserMedia') return 'take'
  if (section !== 'PeerConnections') return 'skip'
  if (path.length === 2) return 'enter'
  if (path.length === 3) return part === 'url' || part === 'rtcConfiguration' ? 'take' : 'enter'
  if (part === 'updateLog') return 'take'
  // `…-[bytesReceived_in_bits/s]` is what the page of Chrome computes itself.
  if (part !== 'stats' || name?.endsWith(']')) return 'skip'
  const { stat } = splitSeriesName(name ?? '')
  return stat === 'timestamp' || usedStats.has(stat) ? 'take' : 'skip'
}

/**
 * Reads a dump of `chrome://webrtc-internals`, such as the `webrtc` log, of any size. Unknown statistics, missing ones
 * and an incomplete end are accepted. A text that is not a dump has no series, and is not complete.
 */
export async function readWebrtcDump(chunks: AsyncIterable<Uint8Array>): Promise<ParticipantSeries> {
  let isComplete = false
  const log = await parseWebrtcDump(chunks, (isWhole) => (isComplete = isWhole))
  return { ...measureWebrtc(log), isComplete }
}

/** One statistic of the dump. */
interface DumpSeries {
  readonly stat: string
  readonly values: readonly unknown[]
  readonly startMs: number
  readonly endMs: number
}

/**
 * The same log that `writeWebrtcDump` has written, with the statistics that formulas read.
 * @param onEnd gets whether all that was read is one dump
 */
export async function parseWebrtcDump(
  chunks: AsyncIterable<Uint8Array>,
  onEnd?: (isWhole: boolean) => void,
): Promise<WebrtcLog> {
  const log = createWebrtcLog()
  let isDump = false
  const visit = (path: readonly string[]): Visit => {
    isDump ||= path[0] === 'PeerConnections'
    return visitDump(path)
  }
  const parts = splitJson(chunks, visit, (isWhole) => onEnd?.(isWhole && isDump))
  const stats = new Map<
    string,
    { readonly connection: string; readonly id: string; type: string; series: DumpSeries[] }
  >()
  for await (const { path, value } of parts) {
    const [section, connection = '', part, name = ''] = path
    const fields = (typeof value === 'object' && value !== null ? value : {}) as Readonly<
      Record<string, unknown>
    >
    if (section === 'UserAgent') log.userAgent = String(value)
    else if (section === 'getUserMedia') addUserMedia(log, fields)
    else if (part === 'url') connectionOf(log, connection).url = String(value)
    else if (part === 'rtcConfiguration') {
      connectionOf(log, connection).configuration = typeof value === 'string' ? value : JSON.stringify(value)
    } else if (part === 'updateLog') {
      const { type, timestamp, time, value: text = '' } = fields
      const atMs = typeof timestamp === 'number' ? timestamp : Date.parse(String(time))
      if (typeof type !== 'string' || Number.isNaN(atMs)) continue
      connectionOf(log, connection).updates.push({ atMs, type, value: String(text) })
    } else {
      connectionOf(log, connection)
      const { id, stat } = splitSeriesName(name)
      const values = valuesOf(fields['values'])
      const key = `${connection} ${id}`
      let found = stats.get(key)
      if (!found) stats.set(key, (found = { connection, id, type: '', series: [] }))
      found.type = String(fields['statsType'])
      if (!Array.isArray(values) || values.length === 0) continue
      const [startMs, endMs] = [
        Date.parse(String(fields['startTime'])),
        Date.parse(String(fields['endTime'])),
      ]
      found.series.push({ stat, values, startMs, endMs })
    }
  }
  for (const { connection, id, type, series } of stats.values()) {
    const history = historyOf(type, series)
    if (history) connectionOf(log, connection).stats.set(id, history)
  }
  for (const { updates } of log.connections.values()) updates.sort((a, b) => a.atMs - b.atMs)
  log.userMedia.sort((a, b) => a.atMs - b.atMs)
  return log
}

/** A statistic that never changes, such as an id: the same value again and again, without a comma in it. */
const constantValues = /^\[([^,\]]+)(?:,\1)*\]$/

/** The values of a series, which is JSON within JSON. Most are constant, and are parsed once. */
function valuesOf(values: unknown): unknown {
  if (typeof values !== 'string') return values
  const [, first] = constantValues.exec(values) ?? []
  if (first === undefined) return jsonValueOf(values)
  const length = (values.length - 1) / (first.length + 1)
  const value = jsonValueOf(first)
  return value === undefined ? undefined : Array.from({ length }).fill(value)
}

function addUserMedia(log: WebrtcLog, fields: Readonly<Record<string, unknown>>): void {
  const {
    pid,
    rid,
    request_id,
    request_type,
    timestamp,
    audio,
    video,
    url,
    origin,
    error,
    error_message,
    stream_id,
  } = fields
  if (typeof timestamp !== 'number') return
  const text = <K extends string>(key: K, value: unknown) =>
    (typeof value === 'string' ? { [key]: value } : {}) as { readonly [N in K]?: string }
  log.userMedia.push({
    atMs: timestamp,
    request: [pid, rid, request_id].join('-'),
    kind: request_type === 'getDisplayMedia' ? 'getDisplayMedia' : 'getUserMedia',
    ...text('audio', audio),
    ...text('video', video),
    ...text('url', url ?? origin),
    ...text('error', error),
    ...text('errorMessage', error_message),
    ...text('streamId', stream_id),
  })
}

/** Puts the series of one object beside each other. Undefined when none of them has times. */
function historyOf(type: string, series: readonly DumpSeries[]): StatsHistory | undefined {
  const own = series.find(({ stat }) => stat === 'timestamp')
  let times = own?.values.filter((value) => typeof value === 'number')
  if (!times) {
    // Dumps of Chrome before 117 have no times. The values of the longest series are at equal distances.
    const [longest] = series.toSorted((a, b) => b.values.length - a.values.length)
    const { startMs = NaN, endMs = NaN, values = [] } = longest ?? {}
    const step = values.length > 1 ? (endMs - startMs) / (values.length - 1) : 0
    times = Number.isNaN(startMs + endMs) ? [] : values.map((_, index) => startMs + index * step)
  }
  if (times.length === 0) return undefined
  const columns = new Map<string, unknown[]>()
  for (const each of series) {
    if (each.stat !== 'timestamp') columns.set(each.stat, alignTo(times, each))
  }
  return { type, times, columns }
}

/** The values at their places in `times`. A statistic that was not always reported has fewer values than the object. */
function alignTo(times: readonly number[], { values, startMs, endMs }: DumpSeries): unknown[] {
  if (values.length >= times.length) return values.slice(0, times.length)
  // The start and the end of a series are in whole milliseconds.
  const earliest = Math.max(
    0,
    times.findIndex((time) => time >= startMs - 1),
  )
  const last = Math.max(
    earliest,
    times.findLastIndex((time) => time <= endMs + 1),
  )
  // A report of the other side keeps its time while it is read several times.
  const contiguous = last - values.length + 1
  const first = Math.abs((times[contiguous] ?? Infinity) - startMs) <= 1 ? contiguous : earliest
  const column: unknown[] = Array.from({ length: last + 1 })
  const step = values.length > 1 ? (last - first) / (values.length - 1) : 0
  for (const [index, value] of values.entries()) column[first + Math.round(index * step)] = value
  return column
}
