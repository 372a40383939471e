import { isAbsolute, relative } from 'node:path'
import type { SourceLocation } from '../../model/model.js'

/** What is wrong with a script, or looks so. */
export interface ScriptProblem {
  readonly code: 'bad-script' | 'inline-script' | 'unwritable-var' | 'secret-var' | 'script-globals'
  /** Names the script, and the place where there is one. */
  readonly message: string
  /** In the script or in what it imports. */
  readonly location?: SourceLocation
  /** The way out. */
  readonly hint?: string
}

/** What stops a script from being sent. */
export interface ScriptProblems {
  readonly problems: readonly ScriptProblem[]
}

/** `script ./call.ts:3:5 has a syntax error`: the author's own words for the file, unless it is in an import. */
export function badScript(
  script: string,
  what: string,
  { location, hint }: Pick<ScriptProblem, 'location' | 'hint'> = {},
): ScriptProblem {
  return {
    code: 'bad-script',
    message: `script ${location ? problemPlaceOf(location) : script} ${what}`,
    ...(location && { location }),
    ...(hint !== undefined && { hint }),
  }
}

export function problemPlaceOf({ file, line, column }: SourceLocation): string {
  return column === undefined ? `${file}:${line}` : `${file}:${line}:${column}`
}

/** Relative to the project, with forward slashes. */
export function inProject(root: string, path: string): string {
  return (isAbsolute(path) ? relative(root, path) : path).replaceAll('\\', '/')
}
