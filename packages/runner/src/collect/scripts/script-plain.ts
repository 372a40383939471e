import { compileFunction } from 'node:vm'
import type { SyntaxNode } from './bundle-syntax.js'
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

/**
 * Checks that a JavaScript file is one function expression, by its syntax alone: the text can come from Loadero, and none
 * of it must run on this machine.
 */
export async function readPlain(
  source: string,
  script: string,
  file: string,
): Promise<PlainScript | ScriptProblem> {
  const expression = withoutSemicolons(source)
  const program = assignment + expression
  const error = syntaxErrorOf(program, file)
  if (error) {
    const location = error.line === undefined ? undefined : { file, line: error.line }
    return badScript(script, `has a syntax error: ${error.message}`, { ...(location && { location }), hint })
  }
  const found = await findAssignedFunction(program)
  if (!found) return badScript(script, 'is not a function expression', { hint })
  return { expression, isAsync: found['async'] === true }
}

/** The function of a program that consists of nothing but its assignment. */
async function findAssignedFunction(program: string): Promise<SyntaxNode | undefined> {
  // The parser is native code, which takes time to load.
  const { parseAst } = await import('rolldown/parseAst')
  try {
    const tree = parseAst(program, { lang: 'js', sourceType: 'script', preserveParens: false })
    const [statement, ...others] = (tree as unknown as SyntaxNode)['body'] as readonly SyntaxNode[]
    if (!statement || others.length > 0 || statement.type !== 'ExpressionStatement') return undefined
    const { type, right } = statement['expression'] as SyntaxNode
    const value = right as SyntaxNode | undefined
    const isFunction = /^(Arrow)?FunctionExpression$/.test(value?.type ?? '') && value?.['generator'] !== true
    return type === 'AssignmentExpression' && isFunction ? value : undefined
  } catch {
    return undefined
  }
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
