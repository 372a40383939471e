import { stripVTControlCharacters } from 'node:util'

/** Behind a prefix in brackets, if there is one, which stays. */
const mark = /^(\[\w+\] )?[✖✘×]\s*/

/** Says where the author wrote what stands at a place of the script's text. */
export type LocateScript = (line: number, column?: number) => string | undefined

/**
 * The line of a script's log that says why the script failed, or undefined when none does.
 * The local engine marks it with ✖, as Nightwatch does; in any other log the last line that speaks of an error is taken.
 * Where it names a line of the script, the author's file and line take its place.
 */
export function findScriptError(log: string, locate: LocateScript = () => undefined): string | undefined {
  const lines = stripVTControlCharacters(log)
    .split(/\r?\n/)
    .map((line) => line.trim())
  const marked = lines.findLast((line) => mark.test(line))
  const found = marked ?? lines.findLast((line) => /error|failed|timed out/i.test(line))
  return found
    ?.replace(mark, '$1')
    .replace(/\(script line (\d+)\)$/, placing(lines, locate))
    .slice(0, 500)
}

/** Chained calls share a line of a bundle, and only the stack above has the column. */
function placing(lines: readonly string[], locate: LocateScript) {
  return (whole: string, number: string) => {
    const line = Number(number)
    const column = lines
      .flatMap((text) => new RegExp(`at script:${line}:(\\d+)`).exec(text)?.[1] ?? [])
      .at(-1)
    const place = locate(line, column === undefined ? undefined : Number(column))
    return place === undefined ? whole : `(${place})`
  }
}
