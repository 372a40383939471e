import { isAbsolute } from 'node:path'
import { relativePath } from '@loadero-test/core/internal'
import type { SourceLocation } from '../../model/diagnostic.js'

/** An error or a warning about a script. */
export interface ScriptProblem {
  readonly code:
    | 'bad-data'
    | 'bad-script'
    | 'debug-call'
    | 'inline-script'
    | 'unwritable-var'
    | 'secret-var'
    | 'script-globals'
  /** Names the script, and the location if there is one. */
  readonly message: string
  /** In the script, or in a file that it imports. */
  readonly location?: SourceLocation
  /** What to do about it. */
  readonly hint?: string
}

/** The errors of a script that cannot be sent. */
export interface ScriptProblems {
  readonly problems: readonly ScriptProblem[]
}

/** `script ./call.ts:3:5 has a syntax error`. The path is as in the spec file, except for an error in an import. */
export function badScript(
  script: string,
  message: string,
  { location, hint }: Pick<ScriptProblem, 'location' | 'hint'> = {},
): ScriptProblem {
  return {
    code: 'bad-script',
    message: `script ${location ? problemPlaceOf(location) : script} ${message}`,
    ...(location && { location }),
    ...(hint !== undefined && { hint }),
  }
}

export function problemPlaceOf({ file, line, column }: SourceLocation): string {
  return column === undefined ? `${file}:${line}` : `${file}:${line}:${column}`
}

/** Relative to the project root, with forward slashes. */
export function inProject(root: string, path: string): string {
  return isAbsolute(path) ? relativePath(root, path) : path.replaceAll('\\', '/')
}
