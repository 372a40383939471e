import { stripVTControlCharacters } from 'node:util'
import type { LogEntry, ScriptMeasurement, MomentMark } from '../model/timed/timeline.js'
import { parseScriptEntry, type ScriptEntry } from '../model/wire/script-entry.js'
import { readLines } from './read-lines.js'

/** What the log of a participant's script says beside its error. */
export interface ScriptLog {
  /** In the order of time. */
  readonly marks: readonly MomentMark[]
  /** In the order of time. */
  readonly measurements: readonly ScriptMeasurement[]
  /** The last commands and assertions that ended, oldest first. */
  readonly commands: readonly LogEntry[]
  /** The time of the first failure, where the log has it. */
  readonly failedMs?: number
}

/** A script that sets more marks in an endless loop must not fill the memory. */
const maxEntries = 20_000
const maxCommands = 5
const maxCommandCharacters = 300

/** Reads the log of a script from the local engine, from Loadero, or of any logger. Lines that it does not know are skipped. */
export async function readScriptLog(chunks: AsyncIterable<Uint8Array>): Promise<ScriptLog> {
  const entries = new Map<string, ScriptEntry>()
  const commands: LogEntry[] = []
  let failedMs: number | undefined
  for await (const line of readLines(chunks)) {
    const entry = parseScriptEntry(line)
    // A service that writes a line twice does not set a mark twice.
    if (entry) {
      if (entries.size < maxEntries) entries.set(JSON.stringify(entry), entry)
      continue
    }
    const [, time, sign, text] = signedLine.exec(stripVTControlCharacters(line)) ?? []
    if (sign === undefined || text === undefined) continue
    const atMs = Date.parse(time ?? '')
    if (/[✖✘×]/.test(sign)) failedMs ??= Number.isNaN(atMs) ? undefined : atMs
    commands.push({
      ...(!Number.isNaN(atMs) && { atMs }),
      text: text.slice(0, maxCommandCharacters),
    })
    if (commands.length > maxCommands) commands.shift()
  }
  const sorted = [...entries.values()].toSorted((a, b) => a.atMs - b.atMs)
  return {
    marks: sorted.flatMap(({ kind, name, atMs }) => (kind === 'mark' ? [{ name, atMs }] : [])),
    measurements: sorted.flatMap((entry) =>
      entry.kind === 'measure' ? [{ name: entry.name, atMs: entry.atMs, value: entry.value }] : [],
    ),
    commands,
    ...(failedMs !== undefined && { failedMs }),
  }
}

/** A line of Nightwatch or of the local engine: a command, an assertion that held, or a failure. */
const signedLine = /^(?:\[?(\d{4}-\d\d-\d\d[T ][\d:.]{8,18}Z?)\]? )?(?:\[\w+\] )?\s*([→✔√✖✘×])\s+(.*)$/u
