import { stripVTControlCharacters } from 'node:util'

/** Behind a prefix in brackets, if there is one, which stays. */
const mark = /^(\[\w+\] )?[✖✘×]\s*/

/**
 * The line of a script's log that says why the script failed, or undefined when none does.
 * The local engine marks it with ✖, as Nightwatch does; in any other log the last line that speaks of an error is taken.
 */
export const findScriptError = (log: string): string | undefined => {
  const lines = stripVTControlCharacters(log)
    .split(/\r?\n/)
    .map((line) => line.trim())
  const marked = lines.findLast((line) => mark.test(line))
  const found = marked ?? lines.findLast((line) => /error|failed|timed out/i.test(line))
  return found?.replace(mark, '$1').slice(0, 500)
}
