import { stripVTControlCharacters } from 'node:util'

/** A line of a script's log that sets a mark or records a value of the author. */
export type ScriptEntry =
  | { readonly kind: 'mark'; readonly name: string; readonly atMs: number }
  | { readonly kind: 'measure'; readonly name: string; readonly atMs: number; readonly value: number }

/** The longest name, number and time have fewer characters. */
const maxEntryCharacters = 320

const entryPattern =
  /^\[loadero-test\] (mark|measure) ([A-Za-z_][\w.-]{0,149})(?: (-?\d{1,30}(?:\.\d{1,30})?(?:e[+-]?\d{1,3})?) ms)? at (\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d))(?![\w.:+-])/

/**
 * The mark or measurement of a line: `[loadero-test] mark muted at 2026-01-31T12:00:00.000Z` or
 * `[loadero-test] measure login 812 ms at 2026-01-31T12:00:00.000Z`. A prefix of a logger may precede it and any text may
 * follow it. `undefined` for any other line.
 */
export function parseScriptEntry(line: string): ScriptEntry | undefined {
  const start = line.lastIndexOf('[loadero-test] m')
  if (start === -1) return undefined
  const text = stripVTControlCharacters(line.slice(start, start + maxEntryCharacters))
  const [, kind, name, number, time = ''] = entryPattern.exec(text) ?? []
  const atMs = Date.parse(time.replace(' ', 'T').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))
  if (name === undefined || Number.isNaN(atMs) || (kind === 'measure') !== (number !== undefined)) {
    return undefined
  }
  if (number === undefined) return { kind: 'mark', name, atMs }
  const value = Number(number)
  return Number.isFinite(value) ? { kind: 'measure', name, atMs, value } : undefined
}
