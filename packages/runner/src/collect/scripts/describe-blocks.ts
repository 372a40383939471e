import { declaredValues, isFunction, nodesOf, type SyntaxNode } from './syntax-tree.js'
import {
  addExported,
  hookHint,
  hookNames,
  propertyKeyOf,
  replace,
  rootOf,
  type Search,
  skipHint,
} from './script-candidates.js'

/** The statements of a `describe()`, which become those of the file, and where what they declare is known. */
interface DescribeBlock {
  readonly statements: readonly SyntaxNode[]
  readonly search: Search
}

/** Adds the function of `it('…', fn)`, and returns the block of `describe('…', () => { … })`. */
export function visitCall(
  search: Search,
  statement: SyntaxNode,
  call: SyntaxNode,
): DescribeBlock | undefined {
  const callee = call['callee'] as SyntaxNode
  const root = rootOf(callee)
  const modifier =
    callee.type === 'MemberExpression' ? propertyKeyOf(callee['property'] as SyntaxNode) : undefined
  const name = root.name ?? ''
  const isDeclared = declaredValues(search.statements).some((one) => one.name === name)
  if (root.type !== 'Identifier' || isDeclared) return undefined
  if (hookNames.has(name)) {
    search.known.add(root)
    search.refusals.push({ start: call.start, message: `has the hook '${name}'`, hint: hookHint })
    return undefined
  }
  if (!/^x?(describe|it|test|specify)$/.test(name)) return undefined
  if (name.startsWith('x') || modifier === 'skip') {
    search.known.add(root)
    search.refusals.push({ start: call.start, message: 'is skipped in its file', hint: skipHint })
    return undefined
  }
  const [, block, ...others] = nodesOf(call['arguments'])
  // Any other call, such as `it.each`, remains unknown, and is refused.
  if (!block || others.length > 0 || (modifier !== undefined && modifier !== 'only')) return undefined
  if (name === 'describe') {
    if (!isFunction(block)) return undefined
    search.known.add(root)
    return openDescribe(search, statement, block)
  }
  search.known.add(root)
  replace(search, statement.start, block.start, `const ${search.name} = (`)
  replace(search, block.end, statement.end, ')')
  addExported(search, block)
  return undefined
}

function openDescribe(search: Search, statement: SyntaxNode, block: SyntaxNode): DescribeBlock {
  const body = block['body'] as SyntaxNode
  if (body.type !== 'BlockStatement') {
    replace(search, statement.start, body.start, '')
    replace(search, body.end, statement.end, '')
    const { start, end } = body
    return { search, statements: [{ type: 'ExpressionStatement', start, end, expression: body }] }
  }
  replace(search, statement.start, body.start + 1, ';')
  replace(search, body.end - 1, statement.end, '')
  const statements = nodesOf(body['body'])
  const others = statements.filter((each) => {
    const text = search.source.slice(each.start, each.end)
    const isSetting = /^this\b/.test(text)
    if (isSetting) visitSetting(search, each, text)
    else if (each.type === 'ReturnStatement')
      search.refusals.push({ start: each.start, message: 'returns before the end of its describe()' })
    return !isSetting
  })
  return { search: { ...search, statements: [...search.statements, ...statements] }, statements: others }
}

/** `this.tags = […]` within `describe`. */
function visitSetting(search: Search, statement: SyntaxNode, text: string) {
  if (/^this(\.tags|\[['"]tags['"]\])\s*=/.test(text))
    return replace(search, statement.start, statement.end, '')
  search.refusals.push({
    start: statement.start,
    message: 'has settings for its describe(), which do not exist at Loadero',
    hint: 'Delete the line, or pass timeouts to the commands themselves.',
  })
}
