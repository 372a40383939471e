import { stripVTControlCharacters } from 'node:util'
import { parseScriptEntry } from '../model/wire/script-entry.js'
import { findException, isSummary } from './exceptions.js'

/** A prefix in brackets may precede the sign; it is kept. */
const failureSign = /^(\[\w+\] )?[✖✘×]\s*/

/** Maps a place in the uploaded script to the author's file and line. */
export type LocateScript = (line: number, column?: number) => string | undefined

/**
 * The line of a script's log that says why the script failed, or `undefined`. The local engine starts it with ✖, as
 * Nightwatch does. In logs of Python and Java it is the last exception, see `findException`. In other logs it is the last
 * line that mentions an error and is not a summary. A line number of the uploaded script is replaced by the author's file
 * and line.
 */
export function findScriptError(log: string, locate: LocateScript = () => undefined): string | undefined {
  const raw = stripVTControlCharacters(log).split(/\r?\n/)
  const lines = raw.map((line) => line.trim())
  const error =
    lines.findLast((line) => failureSign.test(line)) ??
    findException(raw) ??
    lines.findLast(
      (line) =>
        /error|failed|timed out/i.test(line) && !isSummary(line) && parseScriptEntry(line) === undefined,
    )
  return error && locatePlaces(error.replace(failureSign, '$1').slice(0, 1_000), lines, locate)
}

/** The time of an entry of the log, and the sign of a failure. */
const failureEntry = /^(?:\d{4}-\S+Z )?(?:\[\w+\] )?[✖✘×] (.*)$/
const nextEntry = /^(?:\d{4}-\S+Z |\[\w+\] |\s+at |[✖✘×→✔] )/

/** The first error of a log with all lines of its text, or `undefined` for a log without the sign. */
export function findFirstFailure(log: string): string | undefined {
  const lines = stripVTControlCharacters(log).split(/\r?\n/)
  const start = lines.findIndex((line) => failureEntry.test(line))
  if (start === -1) return undefined
  const [first = '', ...others] = lines.slice(start)
  const end = others.findIndex((line) => nextEntry.test(line))
  const text = [failureEntry.exec(first)?.[1] ?? '', ...others.slice(0, end === -1 ? undefined : end)]
  return text
    .map((line) => line.trim())
    .join(' ')
    .trim()
    .slice(0, 1_000)
}

/** Replaces `(script line 3)` in a text of a log with these lines. */
export function locatePlaces(text: string, lines: readonly string[], locate: LocateScript): string {
  // Chained calls share a line of a bundle; only the stack before the line has the column.
  const placeOf = (line: number) => {
    const column = lines
      .flatMap((entry) => new RegExp(`at script:${line}:(\\d+)`).exec(entry)?.[1] ?? [])
      .at(-1)
    return locate(line, column === undefined ? undefined : Number(column))
  }
  return text.replaceAll(
    /\(script line (\d+)((?:, called from line \d+)*)\)/g,
    (found, number: string, callers: string) => {
      const place = placeOf(Number(number))
      if (place === undefined) return found
      const callerPlaces = Array.from(callers.matchAll(/\d+/g), ([line]) => placeOf(Number(line)))
      const known = callerPlaces.filter((each) => each !== undefined && each !== place)
      return `(${[place, ...known.map((each) => `called from ${each}`)].join(', ')})`
    },
  )
}
