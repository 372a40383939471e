import { declaredValues, isFunction, type SyntaxNode } from './syntax-tree.js'

/** A function that may be the script. */
export interface ScriptCandidate {
  readonly start: number
  /** What the edited source declares it as. */
  readonly name: string
  readonly isAsync: boolean
  readonly isGenerator: boolean
  /** It is a function that a module already exports as default. */
  readonly isDefaultExport?: true
}

interface SourceEdit {
  readonly start: number
  readonly end: number
  readonly text: string
}

interface Refusal {
  readonly start: number
  readonly message: string
  readonly hint?: string
}

export interface FoundCandidates {
  readonly candidates: ScriptCandidate[]
  /** Make the source declare the candidate under the given name. */
  readonly edits: SourceEdit[]
  readonly refusals: Refusal[]
  /** The uses of wrappers' names that were understood. */
  readonly known: Set<unknown>
}

export interface Search extends FoundCandidates {
  readonly source: string
  readonly name: string
  readonly statements: readonly SyntaxNode[]
}

export const hookNames = new Set(['before', 'after', 'beforeEach', 'afterEach'])
export const hookHint =
  'At Loadero, a script is one function without hooks. Move the commands into that function.'
export const skipHint = 'Use test.skip in the spec file to skip it.'

export function addExported(search: Search, value: SyntaxNode) {
  const found = isFunction(value)
    ? value
    : declaredFunctions(search.statements).find(({ name }) => name === value.name)?.node
  if (found) return addCandidate(search, found, { start: value.start })
  search.refusals.push({
    start: value.start,
    message: 'exports something that is not a function of this file',
  })
}

export function addCandidate(search: Search, found: SyntaxNode, more: Partial<ScriptCandidate> = {}) {
  if (found['generator'] === true) {
    search.refusals.push({
      start: found.start,
      message: 'is a generator, which runs no command when it is called',
    })
  }
  search.candidates.push({
    start: found.start,
    name: search.name,
    isAsync: found.async === true,
    isGenerator: found['generator'] === true,
    ...more,
  })
}

export function replace({ edits }: Search, start: number, end: number, text: string) {
  edits.push({ start, end, text })
}

export function declaredFunctions(statements: readonly SyntaxNode[]) {
  return declaredValues(statements).flatMap(({ name, value }) =>
    value && isFunction(value) ? [{ name, node: value }] : [],
  )
}

export function rootOf(target: SyntaxNode): SyntaxNode {
  return target.type === 'MemberExpression' ? rootOf(target['object'] as SyntaxNode) : target
}

export function propertyKeyOf(node: SyntaxNode): string | undefined {
  if (node.type === 'Identifier') return node.name
  const value = node['value']
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}
