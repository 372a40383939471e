import { builtinModules } from 'node:module'
import type { BundleError, RolldownLog } from 'rolldown'
import type { SourceLocation } from '../../model/model.js'
import { badScript, inProject, type ScriptProblem } from './script-problem.js'

/** What the bundler warns of, but what no script can play with. */
const fatal = new Set(['UNRESOLVED_IMPORT', 'EMPTY_IMPORT_META'])

interface Words {
  readonly what: string
  readonly hint?: string
}

/** The module that stands in front of the author's; nobody should hear of it. */
export const entry = '\0script'

const noModules = 'A script runs as one function, without a module system, at Loadero.'

const wordsFor: Readonly<Record<string, (log: RolldownLog) => Words>> = {
  PARSE_ERROR: (log) => ({ what: `has a syntax error: ${said(log)}` }),
  UNRESOLVED_IMPORT: ({ exporter = '' }) =>
    isBuiltin(exporter)
      ? {
          what: `imports '${exporter}', a part of Node.js`,
          hint: `${noModules} Give it values by \`vars\`; the spec file may use all of Node.js.`,
        }
      : { what: `imports '${exporter}', which is not there` },
  MISSING_EXPORT: (log) =>
    log.id === entry
      ? { what: 'has no default export', hint: 'Write `export default (client, vars) => { … }`.' }
      : { what: `imports what is not there: ${said(log)}` },
  INVALID_TLA_FORMAT: () => ({
    what: 'awaits outside of its function',
    hint: `${noModules} Await inside of an async function.`,
  }),
  EMPTY_IMPORT_META: () => ({ what: 'uses import.meta', hint: `${noModules} Its text has no address.` }),
}

/** Problems among what the bundler threw or warned of. */
export function bundleProblemsOf(
  script: string,
  root: string,
  thrown: unknown,
  logs: readonly RolldownLog[],
): readonly ScriptProblem[] {
  const found = [...errorsOf(thrown), ...logs.filter(({ code = '' }) => fatal.has(code))]
  const told = found.map((log) => problemOf(script, root, log))
  return told.filter(({ message }, index) => told.findIndex((other) => other.message === message) === index)
}

function errorsOf(thrown: unknown): readonly RolldownLog[] {
  if (thrown === undefined) return []
  const { errors, message } = thrown as Partial<BundleError>
  return errors ?? [{ message: message ?? 'the bundler gives no reason' }]
}

function problemOf(script: string, root: string, log: RolldownLog): ScriptProblem {
  const words = wordsFor[log.code ?? '']?.(log) ?? { what: `cannot be bundled: ${said(log)}` }
  const location = locationOf(root, log)
  return badScript(script, words.what, {
    ...(location && { location }),
    ...(words.hint !== undefined && { hint: words.hint }),
  })
}

function locationOf(root: string, { id, loc }: RolldownLog): SourceLocation | undefined {
  return loc && id !== entry
    ? { file: inProject(root, id ?? loc.file ?? ''), line: loc.line, column: loc.column + 1 }
    : undefined
}

/** The first line, without its code; below it the bundler draws the place. */
function said({ message }: RolldownLog): string {
  return (message.split('\n')[0] ?? '').replace(/^\[\w+\] /, '').replace(/\.$/, '')
}

function isBuiltin(name: string): boolean {
  return name.startsWith('node:') || builtinModules.includes(name)
}
