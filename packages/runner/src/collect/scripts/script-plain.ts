import { compileFunction, runInNewContext } from 'node:vm'
import { badScript, type ScriptProblem } from './script-problem.js'

const hint =
  'The file must be one function expression: client => { … }, or a module that exports one as default.'
const assigned = 'script = '

/** One function expression, as the service wants it. */
export interface PlainScript {
  /** As the author wrote it, but for a lone semicolon. */
  readonly expression: string
  readonly isAsync: boolean
}

/** Only a module can import or export, and a module is never an expression. */
export function isModule(source: string): boolean {
  return (
    /\b(?:import|export)\b/.test(source) && syntaxErrorOf(assigned + bare(source), 'script') !== undefined
  )
}

/** Checks that a JavaScript file is one function expression, without running it. */
export function readPlain(source: string, script: string, file: string): PlainScript | ScriptProblem {
  const expression = bare(source)
  const program = assigned + expression
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
    // Whatever it ran into there, it is not just a function.
  }
  return badScript(script, 'is not a function expression', { hint })
}

/** Formatters put semicolons before or behind an expression that stands alone in its file. */
function bare(source: string): string {
  return source.replace(/^(\s*);/, '$1').replace(/;(\s*)$/, '$1')
}

/** What the engine says of a program that it cannot compile, and in which line. */
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
