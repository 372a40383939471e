/** A node of the syntax tree. */
export interface SyntaxNode {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly name?: string
  readonly async?: boolean
  readonly [part: string]: unknown
}

/** The function that a bundle returns; undefined when it returns anything else. */
export function findReturnedFunction(program: SyntaxNode): { readonly isAsync: boolean } | undefined {
  const body = allNodes(program).find(({ type }) => type === 'FunctionExpression')?.['body'] as SyntaxNode
  const statements = body['body'] as readonly SyntaxNode[]
  const returned = statements.findLast(({ type }) => type === 'ReturnStatement')
  const found = returned && resolve(returned['argument'] as SyntaxNode, statements, new Set())
  return found && { isAsync: found.async === true }
}

/** Follows names, and calls of `defineScript`, to a function. */
function resolve(
  node: SyntaxNode | null | undefined,
  statements: readonly SyntaxNode[],
  seen: Set<string>,
): SyntaxNode | undefined {
  if (!node) return undefined
  if (isFunction(node)) return node
  if (node.type === 'CallExpression') {
    const [first] = node['arguments'] as readonly SyntaxNode[]
    const callee = node['callee'] as SyntaxNode
    return /^defineScript(\$\d+)?$/.test(callee.name ?? '') ? resolve(first, statements, seen) : undefined
  }
  const { name } = node
  if (node.type !== 'Identifier' || name === undefined || seen.has(name)) return undefined
  return resolve(findDeclaration(name, statements), statements, seen.add(name))
}

/** Whether a node is a function with a body. */
export function isFunction(node: SyntaxNode | null | undefined): boolean {
  return /^(Arrow)?Function(Expression|Declaration)$/.test(node?.type ?? '')
}

function findDeclaration(name: string, statements: readonly SyntaxNode[]): SyntaxNode | undefined {
  return statements
    .flatMap((statement) => (statement['declarations'] as readonly SyntaxNode[] | undefined) ?? [statement])
    .filter((node) => (node['id'] as SyntaxNode | null | undefined)?.name === name)
    .map((node) => (node.type === 'VariableDeclarator' ? (node['init'] as SyntaxNode) : node))[0]
}

/** Finds uses of these names, unless the program declares them. */
export function findFreeUses(program: SyntaxNode, names: readonly string[]): readonly SyntaxNode[] {
  const nodes = allNodes(program)
  const declared = new Set(nodes.flatMap(declaredNames))
  const ignored = new Set(nodes.flatMap(ignoredNames))
  return nodes.filter(
    (node) =>
      node.type === 'Identifier' &&
      names.includes(node.name ?? '') &&
      !declared.has(node.name ?? '') &&
      !ignored.has(node),
  )
}

/** Names that a node declares. */
function declaredNames(node: SyntaxNode): readonly string[] {
  const patterns = node.type === 'CatchClause' ? [node['param']] : [node['id'], node['params']]
  return patterns.flat().flatMap((pattern) => {
    if (!isNode(pattern)) return []
    return allNodes(pattern).flatMap(({ type, name }) => (type === 'Identifier' && name ? [name] : []))
  })
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

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && typeof (value as SyntaxNode).type === 'string'
}
