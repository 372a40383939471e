import { compileFunction, runInNewContext } from 'node:vm'
import { badScript, type ScriptProblem } from './script-problem.js'

const hint =
  'The file must be one function expression, client => { … }, or a module that exports a function as default.'
const assignment = 'script = '

/** A script that needs no bundler: one function expression. */
export interface PlainScript {
  /** As written, without a semicolon at its start or end. */
  readonly expression: string
  readonly isAsync: boolean
}

/** Whether the source imports or exports, and is no expression. */
export function isModule(source: string): boolean {
  return (
    /\b(?:import|export)\b/.test(source) &&
    syntaxErrorOf(assignment + withoutSemicolons(source), 'script') !== undefined
  )
}

/** Checks that a JavaScript file is one function expression, without running it. */
export function readPlain(source: string, script: string, file: string): PlainScript | ScriptProblem {
  const expression = withoutSemicolons(source)
  const program = assignment + expression
  const error = syntaxErrorOf(program, file)
  if (error) {
    const location = error.line === undefined ? undefined : { file, line: error.line }
    return badScript(script, `has a syntax error: ${error.message}`, { ...(location && { location }), hint })
  }
  try {
    const value: unknown = runInNewContext(program, {}, { filename: file, timeout: 1_000 })
    if (typeof value === 'function') {
      return { expression, isAsync: value.constructor.name === 'AsyncFunction' }
    }
  } catch {
    // A function expression does not throw, so this is something else.
  }
  return badScript(script, 'is not a function expression', { hint })
}

/** Formatters add a semicolon before or after an expression that is alone in its file. */
function withoutSemicolons(source: string): string {
  return source.replace(/^(\s*);/, '$1').replace(/;(\s*)$/, '$1')
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
