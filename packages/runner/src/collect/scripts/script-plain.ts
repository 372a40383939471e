import { compileFunction } from 'node:vm'
import type { ScriptForm } from './script-syntax.js'
import { badScript, type ScriptProblem } from './script-problem.js'
import { unusedName } from './unused-name.js'

/** A script that needs no bundler. */
export type PlainScript = Extract<ScriptForm, { kind: 'function' | 'statements' }>

/** Writes the vars as a JavaScript expression, with the name of the client. */
export type WriteVars = (client: string) => string

/** The text of the one function. All lines keep their numbers, so that a failing line is one that the author knows. */
export function writePlainScript(script: PlainScript, vars: WriteVars | undefined): string {
  const source = script.kind === 'function' ? script.expression : script.statements
  if (script.kind === 'function' && vars === undefined) return source
  const client = script.kind === 'function' ? 'client' : unusedName(source, 'client_')
  const name = script.kind === 'function' ? 'script' : script.name
  const declaration = script.kind === 'function' ? `const script = ${source}` : source
  const args = vars === undefined ? client : `${client}, ${vars(client)}`
  return `${script.isAsync ? 'async ' : ''}${client} => { ${declaration}\nreturn ${name}(${args}) }\n`
}

/** The problem of a file that cannot be parsed. */
export function syntaxProblem(source: string, script: string, file: string): ScriptProblem {
  const hint =
    'The file must be one function expression, client => { … }, or a module that exports a function as default.'
  const error = syntaxErrorOf(`script = ${source}`, file)
  const location = error?.line === undefined ? undefined : { file, line: error.line }
  return badScript(script, `has a syntax error: ${error?.message ?? 'it cannot be parsed'}`, {
    ...(location && { location }),
    hint,
  })
}

/** The message and line of a syntax error; undefined for valid code. */
export function syntaxErrorOf(program: string, file: string) {
  try {
    compileFunction(program, [], { filename: file })
    return undefined
  } catch (error) {
    const { message, stack = '' } = error as Error
    const line = stack.startsWith(`${file}:`) ? /^\d+/.exec(stack.slice(file.length + 1))?.[0] : undefined
    return { message, line: line === undefined ? undefined : Number(line) }
  }
}
