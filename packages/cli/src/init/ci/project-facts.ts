import type { PackageManager } from '../../project/package-manager.js'

/** What a CI file depends on. */
export interface ProjectFacts {
  readonly packageManager: PackageManager
  /** From the root of the repository to the project, with `/`; empty when they are the same. */
  readonly directory: string
  /** From the root of the repository to the folder of the lock file; empty when they are the same. */
  readonly installDirectory: string
}

/** The file of a CI provider. */
export interface CiTemplate {
  /** Texts by path, relative to the root of the repository. */
  readonly files: Readonly<Record<string, string>>
  /** Steps that the user has to do. */
  readonly todo: readonly string[]
}

/** Sends a message to the incoming webhook of a chat. `url` is a shell expression in double quotes. */
export function chatCommand(url: string): string {
  const text = `{\\"text\\": \\"Load tests failed: ${url}\\"}`
  return `curl --fail --silent --show-error --max-time 30 --header 'content-type: application/json' --data "${text}" "$CHAT_WEBHOOK"`
}

/** The output directory, relative to the root of the repository. */
export function outputDirectory({ directory }: ProjectFacts): string {
  return directory === '' ? '.loadero' : `${directory}/.loadero`
}

export function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}

/** A text in YAML, quoted when it could be read as something else. */
export function yamlText(text: string): string {
  const isPlain = /^\.?[a-z][\w./-]*$/i.test(text)
  const isKeyword = /^(true|false|null|yes|no|on|off|y|n|\.inf|\.nan)$/i.test(text)
  return isPlain && !isKeyword ? text : `'${text.replaceAll("'", "''")}'`
}

/** Indents all lines but the first one, for a place in a template. */
export function indentLines(lines: readonly string[], width: number): string {
  return lines.join(`\n${' '.repeat(width)}`)
}
