import { isFunction, nodesOf, type SyntaxNode } from './syntax-tree.js'
import { visitCall } from './describe-blocks.js'
import {
  addCandidate,
  addExported,
  declaredFunctions,
  type FoundCandidates,
  hookHint,
  hookNames,
  propertyKeyOf,
  replace,
  rootOf,
  type Search,
  skipHint,
} from './script-candidates.js'

/** Finds the functions that Nightwatch, or a default export, would make the script. */
export function findScriptCandidates(program: SyntaxNode, source: string, name: string): FoundCandidates {
  const statements = nodesOf(program['body'])
  const search: Search = {
    candidates: [],
    edits: [],
    refusals: [],
    known: new Set(),
    source,
    name,
    statements,
  }
  for (const statement of statements) visitStatement(search, statement)
  const functions = declaredFunctions(statements)
  const [only] = functions
  // A file that only declares can mean only its one function.
  const found = search.candidates.length + search.refusals.length
  if (found === 0 && functions.length === 1 && only && statements.every(isDeclaration)) {
    search.candidates.push({
      start: only.node.start,
      name: only.name,
      isAsync: only.node.async === true,
      isGenerator: only.node['generator'] === true,
    })
  }
  return search
}

function isDeclaration({ type, expression }: SyntaxNode): boolean {
  return (
    (/Declaration$|^EmptyStatement$/.test(type) && !type.startsWith('Export')) ||
    (expression as SyntaxNode | undefined)?.type === 'Literal'
  )
}

function visitStatement(search: Search, statement: SyntaxNode) {
  if (statement.type === 'ExportDefaultDeclaration') {
    const exported = statement['declaration'] as SyntaxNode
    if (exported.type === 'ObjectExpression') {
      replace(search, statement.start, statement.start + 'export default'.length, `const ${search.name} =`)
      pickProperty(search, exported)
    } else if (isFunction(exported)) addCandidate(search, exported, { isDefaultExport: true })
  }
  if (statement.type !== 'ExpressionStatement') return
  const expression = statement['expression'] as SyntaxNode
  if (isFunction(expression)) {
    search.edits.push({ start: statement.start, end: statement.start, text: `const ${search.name} = ` })
    addCandidate(search, expression)
  } else if (expression.type === 'AssignmentExpression') visitAssignment(search, expression)
  else if (expression.type === 'CallExpression') {
    const block = visitCall(search, statement, expression)
    for (const each of block?.statements ?? []) visitStatement(block?.search ?? search, each)
  }
}

/** `module.exports = X`, `exports = module.exports = X`, `exports.name = X`. */
function visitAssignment(search: Search, assignment: SyntaxNode) {
  const targets: SyntaxNode[] = []
  let value = assignment
  for (; value.type === 'AssignmentExpression'; value = value['right'] as SyntaxNode) {
    targets.push(value['left'] as SyntaxNode)
  }
  const [first, last] = [targets[0], targets.at(-1)]
  const names = targets.map((target) => exportedName(target))
  if (!first || !last || !names.every((exported) => exported !== undefined)) return
  for (const target of targets) search.known.add(rootOf(target))
  const name = names.find((exported) => exported !== '')
  if (name !== undefined && isMetadata(search, name, value)) {
    // Nightwatch's tags and the like are for its own command line.
    return replace(search, first.start, last.end, `const ${search.name}_${search.edits.length}`)
  }
  replace(search, first.start, last.end, `const ${search.name}`)
  if (name === undefined && value.type === 'ObjectExpression') return pickProperty(search, value)
  addExported(search, value)
}

/** The name under which an assignment to this target exports; empty for all exports; undefined for other targets. */
function exportedName(target: SyntaxNode): string | undefined {
  if (target.type === 'Identifier') return target.name === 'exports' ? '' : undefined
  if (target.type !== 'MemberExpression') return undefined
  const [object, property] = [target['object'] as SyntaxNode, propertyKeyOf(target['property'] as SyntaxNode)]
  if (object.name === 'module') return property === 'exports' ? '' : undefined
  return exportedName(object) === '' ? property : undefined
}

/** An object with one test; `before` and the like are Nightwatch's hooks. */
function pickProperty(search: Search, object: SyntaxNode) {
  const tests = nodesOf(object['properties']).flatMap((property) => {
    const key = property.type === 'Property' ? propertyKeyOf(property['key'] as SyntaxNode) : undefined
    const value = property['value'] as SyntaxNode
    if (key === undefined || property['computed'] === true) {
      search.refusals.push({
        start: property.start,
        message: 'exports names that cannot be read from its text',
      })
      return []
    }
    return isMetadata(search, key, value) ? [] : [{ key, value }]
  })
  for (const { value } of tests) addExported(search, value)
  const [first] = tests
  if (!first) return
  search.edits.push({ start: object.start, end: object.start, text: '(' })
  search.edits.push({ start: object.end, end: object.end, text: `)[${JSON.stringify(first.key)}]` })
}

/** Whether an exported value is not a test but a setting for Nightwatch; hooks and skipped tests are refused. */
function isMetadata(search: Search, key: string, value: SyntaxNode): boolean {
  if (hookNames.has(key)) {
    search.refusals.push({ start: value.start, message: `has the hook '${key}'`, hint: hookHint })
    return true
  }
  if (!['Literal', 'ArrayExpression'].includes(value.type)) return false
  if (/^@?disabled$/.test(key) && value['value'] !== false) {
    search.refusals.push({ start: value.start, message: 'is disabled for Nightwatch', hint: skipHint })
  }
  return true
}
