import type { SourceLocation } from '../model/diagnostic.js'
import type { Reason } from '../model/result.js'

/** `(specs/buy.js:12, called from specs/buy.js:3)` at the end of the message of a failed script */
const scriptPlace = /\(([^()\s:,]+):(\d+)(?:, [^()]*)?\)\.?$/
/** `at specs/call.loadero.ts:7:3` among the details of a failed callback */
const framePlace = /^\s*at (?:.* )?([^\s():]+):(\d+):(\d+)\)?$/

/** The line of the author that failed: of the script, or of the callback. */
export function failingPlace(reason: Reason | undefined): SourceLocation | undefined {
  if (reason === undefined) return undefined
  const { kind, message, details = [] } = reason
  if (kind === 'script' || kind === 'timeout') {
    const [, file, line] = scriptPlace.exec(message) ?? []
    return file === undefined ? undefined : { file, line: Number(line) }
  }
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
