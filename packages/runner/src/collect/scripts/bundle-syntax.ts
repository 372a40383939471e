/** A node of the syntax tree, as far as it matters here. */
export interface SyntaxNode {
  readonly type: string
  readonly start: number
  readonly name?: string
  readonly async?: boolean
  readonly [part: string]: unknown
}

/** The function that a bundle returns, or undefined when it returns anything else. */
export function returnedFunction(program: SyntaxNode): { readonly isAsync: boolean } | undefined {
  const body = allNodes(program).find(({ type }) => type === 'FunctionExpression')?.['body'] as SyntaxNode
  const statements = body['body'] as readonly SyntaxNode[]
  const returned = statements.findLast(({ type }) => type === 'ReturnStatement')
  const found = returned && resolve(returned['argument'] as SyntaxNode, statements, new Set())
  return found && { isAsync: found.async === true }
}

/** Follows names, and `defineScript`, to the function that they stand for. */
function resolve(
  node: SyntaxNode | null | undefined,
  statements: readonly SyntaxNode[],
  seen: Set<string>,
): SyntaxNode | undefined {
  if (!node) return undefined
  if (/^(Arrow)?Function(Expression|Declaration)$/.test(node.type)) return node
  if (node.type === 'CallExpression') {
    const [first] = node['arguments'] as readonly SyntaxNode[]
    const callee = node['callee'] as SyntaxNode
    return /^defineScript(\$\d+)?$/.test(callee.name ?? '') ? resolve(first, statements, seen) : undefined
  }
  const { name } = node
  if (node.type !== 'Identifier' || name === undefined || seen.has(name)) return undefined
  return resolve(declared(name, statements), statements, seen.add(name))
}

function declared(name: string, statements: readonly SyntaxNode[]): SyntaxNode | undefined {
  return statements
    .flatMap((statement) => (statement['declarations'] as readonly SyntaxNode[] | undefined) ?? [statement])
    .filter((node) => (node['id'] as SyntaxNode | null | undefined)?.name === name)
    .map((node) => (node.type === 'VariableDeclarator' ? (node['init'] as SyntaxNode) : node))[0]
}

/** Places where one of these names is used that nothing in the program declares. */
export function freeUses(program: SyntaxNode, names: readonly string[]): readonly SyntaxNode[] {
  const nodes = allNodes(program)
  const ours = new Set(nodes.flatMap(bindings))
  const silent = new Set(nodes.flatMap(notUses))
  return nodes.filter(
    (node) =>
      node.type === 'Identifier' &&
      names.includes(node.name ?? '') &&
      !ours.has(node.name ?? '') &&
      !silent.has(node),
  )
}

/** Names that a node declares. */
function bindings(node: SyntaxNode): readonly string[] {
  const patterns = node.type === 'CatchClause' ? [node['param']] : [node['id'], node['params']]
  return patterns.flat().flatMap((pattern) => {
    if (!isNode(pattern)) return []
    return allNodes(pattern).flatMap(({ type, name }) => (type === 'Identifier' && name ? [name] : []))
  })
}

/** Names of members, and what `typeof` may ask of anything. */
function notUses(node: SyntaxNode): readonly unknown[] {
  if (node.type === 'MemberExpression' && node['computed'] === false) return [node['property']]
  if (node.type === 'UnaryExpression' && node['operator'] === 'typeof') return [node['argument']]
  return 'key' in node && node['computed'] === false && node['shorthand'] !== true ? [node['key']] : []
}

function allNodes(node: SyntaxNode): readonly SyntaxNode[] {
  const found: SyntaxNode[] = []
  const waiting = [node]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    found.push(next)
    waiting.push(...Object.values(next).flat().filter(isNode).toReversed())
  }
  return found
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && typeof (value as SyntaxNode).type === 'string'
}
