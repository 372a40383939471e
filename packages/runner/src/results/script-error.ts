import { stripVTControlCharacters } from 'node:util'

/** A prefix in brackets may precede the sign; it is kept. */
const failureSign = /^(\[\w+\] )?[✖✘×]\s*/

/** Maps a place in the uploaded script to the author's file and line. */
export type LocateScript = (line: number, column?: number) => string | undefined

/**
 * The line of a script's log that says why the script failed, or `undefined`. The local engine starts it with ✖, as
 * Nightwatch does; in other logs it is the last line that mentions an error. A line number of the uploaded script is
 * replaced by the author's file and line.
 */
export function findScriptError(log: string, locate: LocateScript = () => undefined): string | undefined {
  const lines = stripVTControlCharacters(log)
    .split(/\r?\n/)
    .map((line) => line.trim())
  const error =
    lines.findLast((line) => failureSign.test(line)) ??
    lines.findLast((line) => /error|failed|timed out/i.test(line))
  return error
    ?.replace(failureSign, '$1')
    .replace(/\(script line (\d+)\)$/, createPlaceReplacer(lines, locate))
    .slice(0, 500)
}

/** Chained calls share a line of a bundle; only the stack before the line has the column. */
function createPlaceReplacer(lines: readonly string[], locate: LocateScript) {
  return (text: string, number: string) => {
    const line = Number(number)
    const column = lines
      .flatMap((entry) => new RegExp(`at script:${line}:(\\d+)`).exec(entry)?.[1] ?? [])
      .at(-1)
    const place = locate(line, column === undefined ? undefined : Number(column))
    return place === undefined ? text : `(${place})`
  }
}
