import { parseAst } from 'rolldown/parseAst'

/** A node of the syntax tree. */
export interface SyntaxNode {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly name?: string
  readonly async?: boolean
  readonly [part: string]: unknown
}

/** The program of a source; undefined when it has a syntax error. */
export function parseSource(source: string, lang: 'js' | 'ts' = 'js'): SyntaxNode | undefined {
  try {
    const options = { lang, sourceType: 'unambiguous', preserveParens: false } as const
    return parseAst(source, options) as unknown as SyntaxNode
  } catch {
    return undefined
  }
}

/** The function that a bundle returns; undefined when it returns anything else. */
export function findReturnedFunction(program: SyntaxNode): { readonly isAsync: boolean } | undefined {
  const body = allNodes(program).find(({ type }) => type === 'FunctionExpression')?.['body'] as SyntaxNode
  const statements = body['body'] as readonly SyntaxNode[]
  const returned = statements.findLast(({ type }) => type === 'ReturnStatement')
  const found = returned && followToFunction(returned['argument'] as SyntaxNode, statements, new Set())
  return found && { isAsync: found.async === true }
}

/** Follows names, and calls of `defineScript`, to a function. */
function followToFunction(
  node: SyntaxNode | null | undefined,
  statements: readonly SyntaxNode[],
  seen: Set<string>,
): SyntaxNode | undefined {
  if (!node) return undefined
  if (isFunction(node)) return node
  if (node.type === 'CallExpression') {
    const [first] = node['arguments'] as readonly SyntaxNode[]
    const callee = node['callee'] as SyntaxNode
    const isDefinition = /^defineScript(\$\d+)?$/.test(callee.name ?? '')
    return isDefinition ? followToFunction(first, statements, seen) : undefined
  }
  const { name } = node
  if (node.type !== 'Identifier' || name === undefined || seen.has(name)) return undefined
  const declared = declaredValues(statements).find((one) => one.name === name)
  return followToFunction(declared?.value, statements, seen.add(name))
}

/** Whether a node is a function with a body. */
export function isFunction(node: SyntaxNode | null | undefined): boolean {
  return /^(Arrow)?Function(Expression|Declaration)$/.test(node?.type ?? '')
}

/** The names that statements declare: functions and classes, and variables with their initial values. */
export function declaredValues(
  statements: readonly SyntaxNode[],
): readonly { readonly name: string; readonly value: SyntaxNode | null }[] {
  return statements
    .flatMap((statement) => [statement, ...nodesOf(statement['declarations'])])
    .flatMap((node) => {
      const name = (node['id'] as SyntaxNode | null | undefined)?.name
      if (name === undefined) return []
      return [
        { name, value: node.type === 'VariableDeclarator' ? (node['init'] as SyntaxNode | null) : node },
      ]
    })
}

/** Finds uses of these names, unless the program declares them. */
export function findFreeUses(program: SyntaxNode, names: readonly string[]): readonly SyntaxNode[] {
  const nodes = allNodes(program)
  const declared = new Set(
    nodes.flatMap((node) =>
      namesIn(node.type === 'CatchClause' ? [node['param']] : [node['id'], node['params']].flat()),
    ),
  )
  const ignored = new Set(nodes.flatMap(ignoredNames))
  return nodes.filter(
    (node) =>
      node.type === 'Identifier' &&
      names.includes(node.name ?? '') &&
      !declared.has(node.name ?? '') &&
      !ignored.has(node),
  )
}

/** The names in patterns such as parameters. */
export function namesIn(patterns: readonly unknown[]): readonly string[] {
  return patterns
    .filter(isNode)
    .flatMap(allNodes)
    .flatMap(({ type, name }) => (type === 'Identifier' && name ? [name] : []))
}

/** Names that are not uses: members, keys, and the operand of `typeof`. */
function ignoredNames(node: SyntaxNode): readonly unknown[] {
  if (node.type === 'MemberExpression' && node['computed'] === false) return [node['property']]
  if (node.type === 'UnaryExpression' && node['operator'] === 'typeof') return [node['argument']]
  return 'key' in node && node['computed'] === false && node['shorthand'] !== true ? [node['key']] : []
}

export function allNodes(node: SyntaxNode): readonly SyntaxNode[] {
  const nodes: SyntaxNode[] = []
  const queue = [node]
  for (let next = queue.pop(); next; next = queue.pop()) {
    nodes.push(next)
    queue.push(...Object.values(next).flat().filter(isNode).toReversed())
  }
  return nodes
}

export function nodesOf(value: unknown): readonly SyntaxNode[] {
  return (Array.isArray(value) ? value : []) as readonly SyntaxNode[]
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && typeof (value as SyntaxNode).type === 'string'
}
