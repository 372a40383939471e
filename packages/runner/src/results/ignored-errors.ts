import { stripVTControlCharacters } from 'node:util'
import { type LocateScript, locatePlaces } from './script-error.js'

/** An entry of the local engine: a command that failed without failing the script. Loadero's logs have none. */
const ignoredEntry = /^\d{4}-\S+Z ! (.+)$/

/** The errors in a script's log that did not fail the script, one line each, with the author's file and line. */
export async function findIgnoredErrors(
  log: string,
  locate: () => Promise<LocateScript>,
): Promise<readonly string[]> {
  const lines = stripVTControlCharacters(log).split(/\r?\n/)
  const texts = lines.flatMap((line) => ignoredEntry.exec(line)?.[1] ?? [])
  if (texts.length === 0) return []
  const place = await locate()
  return texts.map((text) => locatePlaces(text, lines, place))
}
