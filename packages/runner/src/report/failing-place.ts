import type { SourceLocation } from '../model/diagnostic.js'
import type { Reason } from '../model/result.js'

/** `(specs/buy.js:12, called from specs/buy.js:3)`, the last one of a message */
const scriptPlace = /^.*\(([^()\s:,]+\.(?:[cm]?[jt]sx?|py|java)):(\d+)(?::(\d+))?(?:, [^()]*)?\)/s
/** `at specs/call.loadero.ts:7:3` among the details of a failed callback */
const framePlace = /^\s*at (?:.* )?([^\s():]+):(\d+):(\d+)\)?$/

/** The line of a script that a message names. */
export function placeInMessage(message: string): SourceLocation | undefined {
  const [, file, line, column] = scriptPlace.exec(message) ?? []
  if (file === undefined) return undefined
  return { file, line: Number(line), ...(column !== undefined && { column: Number(column) }) }
}

/** The line of the author that failed: of the script, or of the callback. */
export function failingPlace(reason: Reason | undefined): SourceLocation | undefined {
  if (reason === undefined) return undefined
  const { kind, message, details = [] } = reason
  if (kind === 'script' || kind === 'timeout') return placeInMessage(message)
  for (const detail of details) {
    const [, file, line, column] = framePlace.exec(detail) ?? []
    if (file !== undefined) return { file, line: Number(line), column: Number(column) }
  }
  return undefined
}

/** The path of a source file as a dashboard reads it, for example relative to the repository. */
export type SourcePath = (file: string) => string

/** Lines of a stack with the paths of a dashboard. Other lines stay as they are. */
export function withSourcePaths(lines: readonly string[], sourcePath: SourcePath): readonly string[] {
  return lines.map((line) =>
    line.replace(
      /^(\s*at (?:.* )?\(?)([^\s():]+)(:\d+:\d+\)?)$/,
      (_, before: string, file: string, place: string) => `${before}${sourcePath(file)}${place}`,
    ),
  )
}
