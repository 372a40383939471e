import { builtinModules } from 'node:module'
import { isAbsolute } from 'node:path'
import type { BundleError, RolldownLog } from 'rolldown'
import type { SourceLocation } from '../../model/diagnostic.js'
import { badScript, inProject, type ScriptProblem } from './script-problem.js'

/** Warnings of the bundler that are errors for a script. */
const fatalCodes = new Set(['UNRESOLVED_IMPORT', 'EMPTY_IMPORT_META'])

/** The internal module that imports the script. It must not appear in messages. */
export const entry = '\0script'

const noModules = 'At Loadero, a script is one function without modules.'

const descriptions: Readonly<
  Record<string, (log: RolldownLog) => { readonly message: string; readonly hint?: string }>
> = {
  PARSE_ERROR: (log) => ({ message: `has a syntax error: ${firstLine(log)}` }),
  UNRESOLVED_IMPORT: ({ exporter = '' }) =>
    isBuiltin(exporter)
      ? {
          message: `imports '${exporter}', which is part of Node.js`,
          hint: `${noModules} Use Node.js in the spec file, and pass values with \`vars\`.`,
        }
      : { message: `imports '${exporter}', which cannot be found` },
  MISSING_EXPORT: (log) =>
    log.id === entry
      ? { message: 'has no default export', hint: 'Write `export default (client, vars) => { … }`.' }
      : { message: `imports a name that does not exist: ${firstLine(log)}` },
  INVALID_TLA_FORMAT: () => ({
    message: 'has an await outside of its function',
    hint: `${noModules} Move the await into an async function.`,
  }),
  EMPTY_IMPORT_META: () => ({ message: 'uses import.meta', hint: `${noModules} It has no URL.` }),
}

/** The problems among the errors and warnings of the bundler, without duplicates. */
export function bundleProblemsOf(
  script: string,
  root: string,
  thrown: unknown,
  logs: readonly RolldownLog[],
): readonly ScriptProblem[] {
  const errors = [...errorsOf(thrown), ...logs.filter(({ code = '' }) => fatalCodes.has(code))]
  const problems = errors.map((log) => problemOf(script, root, log))
  return problems.filter(
    ({ message }, index) => problems.findIndex((other) => other.message === message) === index,
  )
}

function errorsOf(thrown: unknown): readonly RolldownLog[] {
  if (thrown === undefined) return []
  const { errors, message } = thrown as Partial<BundleError>
  return errors ?? [{ message: message ?? 'the bundler gave no message' }]
}

function problemOf(script: string, root: string, log: RolldownLog): ScriptProblem {
  const { message, hint } = descriptions[log.code ?? '']?.(log) ?? {
    message: `cannot be bundled: ${firstLine(log)}`,
  }
  const location = locationOf(root, log)
  return badScript(script, message, {
    ...(location && { location }),
    ...(hint !== undefined && { hint }),
  })
}

function locationOf(root: string, { id, loc }: RolldownLog): SourceLocation | undefined {
  // Some errors have the text of the file in place of its name.
  const file = id ?? loc?.file ?? ''
  return loc && isAbsolute(file)
    ? { file: inProject(root, file), line: loc.line, column: loc.column + 1 }
    : undefined
}

/** The message without its code. The further lines draw the location. */
function firstLine({ message }: RolldownLog): string {
  return (message.split('\n')[0] ?? '').replace(/^\[\w+\] /, '').replace(/\.$/, '')
}

function isBuiltin(name: string): boolean {
  return name.startsWith('node:') || builtinModules.includes(name)
}
