import { readFile } from 'node:fs/promises'
import { compileFunction, runInNewContext } from 'node:vm'
import { findPosition } from './load.js'

export type ScriptText =
  { readonly text: string } | { readonly problem: string; readonly line?: number; readonly hint?: string }

/** Reads a script file, checks that it is the one function expression that the service wants, and writes `vars` into it. */
export const readScript = async (
  file: string,
  vars?: Readonly<Record<string, unknown>>,
): Promise<ScriptText> => {
  if (!file.endsWith('.js')) {
    return {
      problem: 'is not a .js file',
      hint: 'A script is a JavaScript file that holds one function expression.',
    }
  }
  let source: string
  try {
    source = bare(await readFile(file, 'utf8'))
  } catch (error) {
    return { problem: `cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}` }
  }
  const misfit = checkFunction(source, file)
  if (misfit) return misfit
  return { text: vars === undefined ? source : withVars(source, vars) }
}

/** Formatters put semicolons before or behind an expression that stands alone in its file. */
const bare = (source: string): string => source.replace(/^\s*;/, '').replace(/;(\s*)$/, '$1')

/** Names of vars that would not survive in the script's text, which is all that reaches the service. */
export const unwritableVars = (vars: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.entries(vars)
    .filter(([, value]) => !isWritable(value))
    .map(([name]) => name)

const isWritable = (value: unknown): boolean => {
  if (value === null || ['string', 'boolean'].includes(typeof value)) return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (Array.isArray(value)) return value.every(isWritable)
  return typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype
    ? Object.values(value).every(isWritable)
    : false
}

/** The author's text stays on its own lines, so that a failing line is reported as the author knows it. */
const withVars = (source: string, vars: Readonly<Record<string, unknown>>): string =>
  `client => { const script = ${source}\nreturn script(client, ${JSON.stringify(vars)}) }\n`

const shape = 'The file must be one function expression: client => { … }, without imports or module.exports.'

const checkFunction = (source: string, file: string): ScriptText | undefined => {
  const program = `script = ${source}`
  try {
    compileFunction(program, [], { filename: file })
  } catch (error) {
    const { message, stack = '' } = error as Error
    const line = findPosition(`${stack.split('\n')[0]}:1`, file)?.line
    return { problem: `has a syntax error: ${message}`, ...(line !== undefined && { line }), hint: shape }
  }
  try {
    const value: unknown = runInNewContext(program, {}, { filename: file, timeout: 1_000 })
    if (typeof value === 'function') return undefined
  } catch {
    // Whatever it ran into there, it is not just a function.
  }
  return { problem: 'is not a function expression', hint: shape }
}
