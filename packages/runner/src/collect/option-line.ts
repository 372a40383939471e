import { readFileSync } from 'node:fs'
import { allNodes, isFunction, parseSource, type SyntaxNode } from './scripts/syntax-tree.js'

/** Where a spec file calls `test()`. */
export interface TestCallPlace {
  /** Absolute path of the spec file. */
  readonly path: string
  /** Line of the call. */
  readonly line: number
}

/**
 * The line on which the author wrote an option: that of the last key of its path that the file shows. Objects, lists,
 * constants of the file, spreads, and the callbacks of `each` are followed. Undefined when nothing of the path is found,
 * for example because another module builds the options.
 */
export function findOptionLine(
  { path, line }: TestCallPlace,
  option: readonly PropertyKey[],
): number | undefined {
  let source: string
  try {
    source = readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
  const program = parseSource(source, /\.m?ts$/.test(path) ? 'ts' : 'js')
  if (!program) return undefined
  const lineAt = (offset: number) => source.slice(0, offset).split('\n').length
  const constants = constantsOf(program)
  const calls = allNodes(program).filter((node) => {
    const callee = node['callee'] as SyntaxNode | undefined
    if (node.type !== 'CallExpression' || !callee || !isTestCallee(callee)) return false
    return lineAt(node.start) <= line && line <= lineAt(callee.end)
  })
  const places = calls.flatMap((call) => {
    const [, second] = call['arguments'] as readonly SyntaxNode[]
    return findOption(second, option, constants) ?? []
  })
  // Two tests on one line cannot be distinguished.
  const [place] = places
  return place === undefined || places.length > 1 ? undefined : lineAt(place.start)
}

type Constants = ReadonlyMap<string, SyntaxNode>

/** The values of constants and variables. A name that is declared twice has none. */
function constantsOf(program: SyntaxNode): Constants {
  const declarations = allNodes(program).flatMap((node) => {
    const name = (node['id'] as SyntaxNode | null | undefined)?.name
    const init = node['init'] as SyntaxNode | null | undefined
    return node.type === 'VariableDeclarator' && name !== undefined && init ? [{ name, init }] : []
  })
  const names = declarations.map(({ name }) => name)
  return new Map(
    declarations
      .filter(({ name }) => names.indexOf(name) === names.lastIndexOf(name))
      .map(({ name, init }) => [name, init]),
  )
}

/** `test`, `test.only`, `test.each(…)`. */
function isTestCallee(node: SyntaxNode): boolean {
  const inner = (node['object'] ?? node['callee'] ?? node['tag']) as SyntaxNode | undefined
  return inner === undefined ? node.type === 'Identifier' && node.name === 'test' : isTestCallee(inner)
}

/**
 * The property or the list item of an option, or the innermost one that should contain it.
 * @param place the innermost one of the path before
 */
function findOption(
  node: SyntaxNode | undefined,
  [key, ...rest]: readonly PropertyKey[],
  constants: Constants,
  place?: SyntaxNode,
): SyntaxNode | undefined {
  const value = valueOf(node, constants)
  if (key === undefined || !value) return place
  if (value.type === 'CallExpression' && (value['callee'] as SyntaxNode).name === 'script') {
    const [path, options] = value['arguments'] as readonly SyntaxNode[]
    return key === 'path' ? path : findOption(options, [key, ...rest], constants, place)
  }
  if (value.type === 'ArrayExpression' && typeof key === 'number') {
    const items = value['elements'] as readonly (SyntaxNode | null)[]
    const item = items.slice(0, key).some((one) => one?.type === 'SpreadElement') ? undefined : items[key]
    return item && item.type !== 'SpreadElement' ? findOption(item, rest, constants, item) : place
  }
  const property = findProperty(value, String(key), constants)
  return property ? findOption(property['value'] as SyntaxNode, rest, constants, property) : place
}

/** What a name, a type assertion, or the callback of `each` gives. */
function valueOf(node: SyntaxNode | undefined, constants: Constants): SyntaxNode | undefined {
  const seen = new Set<SyntaxNode>()
  let value = node
  while (value && !seen.has(value)) {
    seen.add(value)
    if (value.type === 'Identifier') value = constants.get(value.name ?? '')
    else if (/^TS(As|Satisfies|NonNull)Expression$/.test(value.type))
      value = value['expression'] as SyntaxNode
    else if (isFunction(value)) {
      const body = value['body'] as SyntaxNode
      const statements = body.type === 'BlockStatement' ? (body['body'] as readonly SyntaxNode[]) : undefined
      const returned = statements?.findLast(({ type }) => type === 'ReturnStatement')
      value = statements ? (returned?.['argument'] as SyntaxNode | undefined) : body
    } else return value
  }
  return undefined
}

/**
 * The last property with a name wins, also when an object with it is spread.
 * @param parents the objects that spread this one: it must not spread itself
 */
function findProperty(
  object: SyntaxNode,
  name: string,
  constants: Constants,
  parents: readonly SyntaxNode[] = [],
): SyntaxNode | undefined {
  if (object.type !== 'ObjectExpression' || parents.includes(object)) return undefined

  for (const property of (object['properties'] as readonly SyntaxNode[]).toReversed()) {
    if (property.type === 'SpreadElement') {
      const spread = valueOf(property['argument'] as SyntaxNode, constants)
      const found = spread && findProperty(spread, name, constants, [...parents, object])
      if (found) return found
    } else {
      const key = property['key'] as SyntaxNode
      if (property['computed'] !== true && (key.name ?? String(key['value'])) === name) return property
    }
  }
  return undefined
}
