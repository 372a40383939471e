import { builtinModules } from 'node:module'
import { isAbsolute } from 'node:path'
import type { BundleError, RolldownLog } from 'rolldown'
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
    exporter.startsWith('node:') || builtinModules.includes(exporter)
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
  const { errors, message = 'the bundler gave no message' } = (thrown ?? {}) as Partial<BundleError>
  const thrownErrors: readonly RolldownLog[] = thrown === undefined ? [] : (errors ?? [{ message }])
  const problems = [...thrownErrors, ...logs.filter(({ code = '' }) => fatalCodes.has(code))].map((log) => {
    const { message: text, hint } = descriptions[log.code ?? '']?.(log) ?? {
      message: `cannot be bundled: ${firstLine(log)}`,
    }
    // Some errors have the text of the file in place of its name.
    const { loc, id = loc?.file ?? '' } = log
    return badScript(script, text, {
      ...(loc &&
        isAbsolute(id) && {
          location: { file: inProject(root, id), line: loc.line, column: loc.column + 1 },
        }),
      ...(hint !== undefined && { hint }),
    })
  })
  return problems.filter(
    (problem, index) => problems.findIndex((other) => other.message === problem.message) === index,
  )
}

/** The message without its code. The further lines draw the location. */
function firstLine({ message }: RolldownLog): string {
  return (message.split('\n')[0] ?? '').replace(/^\[\w+\] /, '').replace(/\.$/, '')
}
