import type { SourceLocation } from '../../model/diagnostic.js'
import { allNodes, isFunction, namesIn, nodesOf, parseSource, type SyntaxNode } from './syntax-tree.js'
import { propertyKeyOf } from './script-candidates.js'
import { problemPlaceOf, type ScriptProblem } from './script-problem.js'

/** What happens to calls of `debug()`: they stay, they are removed from the text, or they are errors. */
export type DebugCalls = 'keep' | 'remove' | 'refuse'

/**
 * Removes calls of `debug()` from the text of a script, with one problem for each. They leave spaces, so that everything
 * else keeps its line and column. A call counts on the client, `client.debug()`, and in a chain of its commands. Calls
 * of other objects, such as `console.debug()`, stay.
 */
export function removeDebugCalls(
  text: string,
  debugCalls: DebugCalls,
  locate: (line: number, column: number) => SourceLocation | undefined,
): { readonly text: string; readonly problems: readonly ScriptProblem[] } {
  // Another check reports a text that is not a function.
  const program = debugCalls === 'keep' || !/\bdebug\b/.test(text) ? undefined : parseSource(`(${text}\n)`)
  if (!program) return { text, problems: [] }
  const nodes = allNodes(program)
  const parameters = nodes.filter(isFunction).flatMap((node) => namesIn(nodesOf(node['params'])))
  const clients = new Set(['client', 'browser', ...parameters])
  for (const { type, id, init } of nodes)
    if (type === 'VariableDeclarator' && isName(id) && isName(init) && clients.has(init.name ?? ''))
      clients.add(id.name ?? '')
  const members = new Set(nodes.flatMap(({ type, object }) => (type === 'MemberExpression' ? [object] : [])))
  const calls = nodes.filter((node) => isDebugCall(node, clients))
  const characters = text.split('')
  for (const call of calls) {
    const object = objectOf(call)
    const isChained = members.has(call) || object.type !== 'Identifier'
    const start = isChained ? objectEnd(text, call) : call.start
    const nothing = isChained ? '' : 'void 0'
    // The parsed text begins with a parenthesis of its own.
    for (let index = start - 1; index < call.end - 1; index++)
      if (characters[index] !== '\n') characters[index] = nothing[index - start + 1] ?? ' '
  }
  const problems = calls.map((call): ScriptProblem => {
    const lines = text.slice(0, objectOf(call).end - 1).split('\n')
    const location = locate(lines.length, (lines.at(-1)?.length ?? 0) + 1)
    const place = location ? ` ${problemPlaceOf(location)}` : ''
    const known = { code: 'debug-call' as const, ...(location && { location }) }
    return debugCalls === 'remove'
      ? {
          ...known,
          message: `script${place} calls debug(), which is for local runs, and is left out at Loadero`,
          hint: 'Remove the call when you have found the problem.',
        }
      : {
          ...known,
          message: `script${place} calls debug(), which waits for a person, and CI is set`,
          hint: 'Remove the call.',
        }
  })
  return { text: characters.join(''), problems }
}

/** Whether a node is `client.debug()` or `client.….debug()`. A message as its argument is that of a logger. */
function isDebugCall(node: SyntaxNode, clients: ReadonlySet<string>): boolean {
  const callee = node['callee'] as SyntaxNode | undefined
  if (node.type !== 'CallExpression' || callee?.type !== 'MemberExpression') return false
  const property = callee['property'] as SyntaxNode
  const isComputedName = callee['computed'] === true && property.type === 'Identifier'
  if (propertyKeyOf(property) !== 'debug' || isComputedName) return false
  const [first] = nodesOf(node['arguments'])
  if (first && (first.type === 'TemplateLiteral' || typeof first['value'] === 'string')) return false
  let root = callee['object'] as SyntaxNode
  for (;;) {
    if (root.type === 'ThisExpression') return true
    if (isName(root)) return root.name !== 'console' && clients.has(root.name ?? '')
    const inner = root['object'] ?? root['callee'] ?? root['expression'] ?? root['argument']
    if (inner === undefined || inner === null) return false
    root = inner
  }
}

function objectOf(call: SyntaxNode): SyntaxNode {
  return (call['callee'] as SyntaxNode)['object'] as SyntaxNode
}

/** Where the object of a call ends with the parentheses around it, which are not part of its node. */
function objectEnd(text: string, call: SyntaxNode): number {
  const { end } = objectOf(call)
  const { start } = (call['callee'] as SyntaxNode)['property'] as SyntaxNode
  // The parsed text begins with a parenthesis of its own.
  const between = text
    .slice(end - 1, start - 1)
    .replaceAll(/\/\*.*?\*\/|\/\/.*/gs, (comment) => ' '.repeat(comment.length))
  return end + between.lastIndexOf(')') + 1
}

function isName(node: unknown): node is SyntaxNode {
  return (node as SyntaxNode | null | undefined)?.type === 'Identifier'
}
