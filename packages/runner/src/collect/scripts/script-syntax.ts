import { allNodes, findFreeUses, isFunction, parseSource, type SyntaxNode } from './syntax-tree.js'
import type { ScriptCandidate } from './script-candidates.js'
import { findScriptCandidates } from './script-wrappers.js'
import { unusedName } from './unused-name.js'

/** What a script file is, by its syntax alone. Nothing of it is executed. */
export type ScriptForm =
  /** One function expression and nothing else: the whole source, without a semicolon at its start or end. */
  | {
      readonly kind: 'function'
      readonly expression: string
      readonly isAsync: boolean
      /** It requires a module by name, which only the bundler can include. */
      readonly hasRequire: boolean
    }
  /** Statements that declare the one function under `name`. Each line of the source keeps its number. */
  | {
      readonly kind: 'statements'
      readonly statements: string
      readonly name: string
      readonly isAsync: boolean
      /** They import, export or require. */
      readonly isModule: boolean
    }
  /** A module whose default export only the bundler can resolve. */
  | { readonly kind: 'module' }
  | { readonly kind: 'refused'; readonly refusal: ScriptRefusal }
  | { readonly kind: 'unparsable' }

/** Why a file is not exactly one function; lines and columns count from 1. */
export interface ScriptRefusal {
  readonly message: string
  readonly hint: string
  readonly line?: number
}

const oneFunctionHint =
  'Write one function, client => { … }, or export one: `module.exports = client => { … }`, `export default client => { … }`.'
const testNames = ['describe', 'it', 'test', 'specify', 'xit', 'xtest', 'xdescribe']
const wrapperNames = [...testNames, 'before', 'after', 'beforeEach', 'afterEach', 'module', 'exports']

/** Finds the one function of a script file, with or without the wrappers that Nightwatch knows. */
export function readScriptForm(source: string, language: 'js' | 'ts'): ScriptForm {
  const expression = language === 'js' ? readExpression(source) : undefined
  if (expression) return expression
  const program = parseSource(source, language)
  if (!program) return { kind: 'unparsable' }
  const name = unusedName(source)
  const { candidates, edits, refusals, known } = findScriptCandidates(program, source, name)
  const unknown = findFreeUses(program, wrapperNames).filter((node) => !known.has(node))
  const statements = program['body'] as readonly SyntaxNode[]
  const hasImports = statements.some(({ type }) => /^(Import|Export)/.test(type))
  const [first] = candidates
  const refusal = refusals[0] ?? refusalOf(candidates, unknown)
  if (refusal) {
    const line = source.slice(0, refusal.start).split('\n').length
    return {
      kind: 'refused',
      refusal: { message: refusal.message, hint: refusal.hint ?? oneFunctionHint, line },
    }
  }
  if (!first) {
    if (hasImports || language === 'ts') return { kind: 'module' }
    const count = statements.filter(isFunction).length
    const message =
      count > 1
        ? `has ${count} functions, and does not say which of them is the script`
        : 'is not a function expression'
    return { kind: 'refused', refusal: { message, hint: oneFunctionHint } }
  }
  if (first.isDefaultExport) return { kind: 'module' }
  return {
    kind: 'statements',
    statements: applyEdits(source, edits),
    name: first.name,
    isAsync: first.isAsync,
    isModule: hasImports || requiresModules(program),
  }
}

/** The source as one function expression; undefined when it is anything else. */
function readExpression(source: string): ScriptForm | undefined {
  // Formatters add a semicolon before or after an expression that is alone in its file.
  const expression = source.replace(/^(\s*);/, '$1').replace(/;(\s*)$/, '$1')
  const program = parseSource(`script = ${expression}\n`)
  const [only, ...others] = (program?.['body'] ?? []) as readonly SyntaxNode[]
  const assigned = (only?.['expression'] as SyntaxNode | undefined)?.['right'] as SyntaxNode | undefined
  if (!program || !assigned || others.some(({ type }) => type !== 'EmptyStatement')) return undefined
  if (!isFunction(assigned)) return undefined
  if (assigned['generator'] === true) return { kind: 'refused', refusal: { ...generatorRefusal, line: 1 } }
  const hasRequire = requiresModules(program)
  return { kind: 'function', expression, isAsync: assigned.async === true, hasRequire }
}

/** Whether a module is required by a name that the bundler can resolve. */
function requiresModules(program: SyntaxNode): boolean {
  const uses = new Set<unknown>(findFreeUses(program, ['require']))
  return allNodes(program).some(({ type, callee, arguments: args }) => {
    const [first] = (args ?? []) as readonly SyntaxNode[]
    return type === 'CallExpression' && uses.has(callee) && typeof first?.['value'] === 'string'
  })
}

const generatorRefusal = {
  message: 'is a generator function, which does nothing when it is called',
  hint: 'Write `client => { … }` or `async client => { … }`.',
}

function refusalOf(candidates: readonly ScriptCandidate[], unknown: readonly SyntaxNode[]) {
  const [first, second] = candidates
  if (first && second) {
    return {
      start: second.start,
      message: `has ${candidates.length} tests, but a participant executes one function`,
      hint: 'Keep one of them in this file, and move the others to files of their own, each with a test() in the spec file.',
    }
  }
  if (first?.isGenerator) return { start: first.start, ...generatorRefusal }
  const [use] = unknown
  return (
    use && {
      start: use.start,
      message: `uses ${use.name} where it cannot be followed without executing the file`,
      hint: oneFunctionHint,
    }
  )
}

/** Replaces parts of the source. Line breaks of a replaced part are kept, so that all lines keep their numbers. */
function applyEdits(
  source: string,
  edits: readonly { readonly start: number; readonly end: number; readonly text: string }[],
) {
  let [result, position] = ['', 0]
  for (const { start, end, text } of edits.toSorted((a, b) => a.start - b.start)) {
    result += source.slice(position, start) + source.slice(start, end).replace(/[^\n]+/g, '') + text
    position = end
  }
  return result + source.slice(position)
}
