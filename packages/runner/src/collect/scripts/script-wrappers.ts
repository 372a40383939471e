import { isFunction, type SyntaxNode } from './bundle-syntax.js'

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

interface FoundCandidates {
  readonly candidates: ScriptCandidate[]
  /** Make the source declare the candidate under the given name. */
  readonly edits: SourceEdit[]
  readonly refusals: Refusal[]
  /** The uses of wrappers' names that were understood. */
  readonly known: Set<unknown>
}

interface Search extends FoundCandidates {
  readonly source: string
  readonly name: string
  readonly statements: readonly SyntaxNode[]
}

const hookNames = new Set(['before', 'after', 'beforeEach', 'afterEach'])
const hookHint = 'At Loadero, a script is one function without hooks. Move the commands into that function.'
const skipHint = 'Use test.skip in the spec file to skip it.'

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
  const functions = statements.flatMap(declaredFunctions)
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
  if (statement.type === 'ExportDefaultDeclaration') return visitDefaultExport(search, statement)
  if (statement.type !== 'ExpressionStatement') return
  const expression = statement['expression'] as SyntaxNode
  if (isFunction(expression)) {
    search.edits.push({ start: statement.start, end: statement.start, text: `const ${search.name} = ` })
    addCandidate(search, expression)
  } else if (expression.type === 'AssignmentExpression') visitAssignment(search, expression)
  else if (expression.type === 'CallExpression') visitCall(search, statement, expression)
}

function visitDefaultExport(search: Search, statement: SyntaxNode) {
  const exported = statement['declaration'] as SyntaxNode
  if (exported.type === 'ObjectExpression') {
    replace(search, statement.start, statement.start + 'export default'.length, `const ${search.name} =`)
    return pickProperty(search, exported)
  }
  if (isFunction(exported)) addCandidate(search, exported, { isDefaultExport: true })
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
  const [object, property] = [target['object'] as SyntaxNode, keyOf(target['property'] as SyntaxNode)]
  if (object.name === 'module') return property === 'exports' ? '' : undefined
  return exportedName(object) === '' ? property : undefined
}

function rootOf(target: SyntaxNode): SyntaxNode {
  return target.type === 'MemberExpression' ? rootOf(target['object'] as SyntaxNode) : target
}

/** An object with one test; `before` and the like are Nightwatch's hooks. */
function pickProperty(search: Search, object: SyntaxNode) {
  const tests = nodesOf(object['properties']).flatMap((property) => {
    const key = property.type === 'Property' ? keyOf(property['key'] as SyntaxNode) : undefined
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

/** Whether an exported value is no test but a setting for Nightwatch; hooks and skipped tests are refused. */
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

function addExported(search: Search, value: SyntaxNode) {
  const found = isFunction(value) ? value : declaredFunction(search.statements, value.name)
  if (found) return addCandidate(search, found, { start: value.start })
  search.refusals.push({
    start: value.start,
    message: 'exports something that is not a function of this file',
  })
}

function addCandidate(search: Search, found: SyntaxNode, more: Partial<ScriptCandidate> = {}) {
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

/** `describe('…', () => { it('…', fn) })`, and `it('…', fn)` alone. */
function visitCall(search: Search, statement: SyntaxNode, call: SyntaxNode) {
  const callee = call['callee'] as SyntaxNode
  const root = rootOf(callee)
  const modifier = callee.type === 'MemberExpression' ? keyOf(callee['property'] as SyntaxNode) : undefined
  const name = root.name ?? ''
  if (root.type !== 'Identifier' || declares(search.statements, name)) return
  if (hookNames.has(name)) {
    search.known.add(root)
    search.refusals.push({ start: call.start, message: `has the hook '${name}'`, hint: hookHint })
    return
  }
  if (!/^x?(describe|it|test|specify)$/.test(name)) return
  if (name.startsWith('x') || modifier === 'skip') {
    search.known.add(root)
    search.refusals.push({ start: call.start, message: 'is skipped in its file', hint: skipHint })
    return
  }
  const [, block, ...others] = nodesOf(call['arguments'])
  // Any other call, such as `it.each`, remains unknown, and is refused.
  if (!block || others.length > 0 || (modifier !== undefined && modifier !== 'only')) return
  if (name === 'describe') {
    if (!isFunction(block)) return
    search.known.add(root)
    return visitDescribe(search, statement, block)
  }
  search.known.add(root)
  replace(search, statement.start, block.start, `const ${search.name} = (`)
  replace(search, block.end, statement.end, ')')
  addExported(search, block)
}

/** Its statements become those of the file. */
function visitDescribe(search: Search, statement: SyntaxNode, block: SyntaxNode) {
  const body = block['body'] as SyntaxNode
  if (body.type !== 'BlockStatement') {
    replace(search, statement.start, body.start, '')
    replace(search, body.end, statement.end, '')
    return visitStatement(search, {
      type: 'ExpressionStatement',
      start: body.start,
      end: body.end,
      expression: body,
    })
  }
  replace(search, statement.start, body.start + 1, ';')
  replace(search, body.end - 1, statement.end, '')
  const statements = nodesOf(body['body'])
  const inner = { ...search, statements: [...search.statements, ...statements] }
  for (const each of statements) {
    const text = search.source.slice(each.start, each.end)
    if (/^this\b/.test(text)) visitSetting(search, each, text)
    else if (each.type === 'ReturnStatement')
      search.refusals.push({ start: each.start, message: 'returns before the end of its describe()' })
    else visitStatement(inner, each)
  }
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

function replace({ edits }: Search, start: number, end: number, text: string) {
  edits.push({ start, end, text })
}

function declares(statements: readonly SyntaxNode[], name: string): boolean {
  return statements.some((statement) =>
    [statement, ...nodesOf(statement['declarations'])].some(
      ({ id }) => (id as SyntaxNode | null | undefined)?.name === name,
    ),
  )
}

function declaredFunction(statements: readonly SyntaxNode[], name: string | undefined) {
  return statements.flatMap(declaredFunctions).find((each) => each.name === name)?.node
}

function declaredFunctions(statement: SyntaxNode): { readonly name: string; readonly node: SyntaxNode }[] {
  const named = (id: unknown, node: unknown) => {
    const { name } = (id ?? {}) as Partial<SyntaxNode>
    return isFunction(node as SyntaxNode | null) && name !== undefined
      ? [{ name, node: node as SyntaxNode }]
      : []
  }
  return [
    ...named(statement['id'], statement),
    ...nodesOf(statement['declarations']).flatMap(({ id, init }) => named(id, init)),
  ]
}

function keyOf(node: SyntaxNode): string | undefined {
  if (node.type === 'Identifier') return node.name
  const value = node['value']
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}

function nodesOf(value: unknown): readonly SyntaxNode[] {
  return (Array.isArray(value) ? value : []) as readonly SyntaxNode[]
}
