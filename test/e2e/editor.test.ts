import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type Checker,
  SignatureKind,
  type Symbol as TypeSymbol,
  SymbolFlags,
  type Type,
} from 'typescript/unstable/sync'
import { expect, test } from 'vitest'
import { run } from '../support/command.js'
import { openInEditor } from '../support/language-service.js'
import { startLoadero } from '../support/loadero.js'

/** What reporters and callbacks receive: only the members of these types themselves are checked. */
const received = [
  'Verify',
  'Reporter',
  'Summary',
  'TestResult',
  'TestAttempt',
  'SpecTest',
  'Diagnostic',
  'Notice',
  'Progress',
]

/** Objects that authors write. */
const optionTypes = [
  'TestOptions',
  'GroupOptions',
  'ParticipantOptions',
  'ScriptOptions',
  'UserConfig',
  'SpecSettings',
]

interface Member {
  readonly path: string
  /** The text that an editor shows. */
  readonly documentation: string
  readonly isOptional: boolean
}

/** Members of our own types. Those of the API are documented where the API is. */
function isOwn({ declarations }: TypeSymbol): boolean {
  return declarations.some(({ path }) => /\/packages\/(cli|runner)\/dist\//.test(path))
}

function isAlias({ flags }: TypeSymbol): boolean {
  return (flags & SymbolFlags.Alias) !== 0
}

/** Exported names, and the members of their types, at all depths. */
function exportedMembers(checker: Checker, symbols: readonly TypeSymbol[]): readonly Member[] {
  const members: Member[] = []
  const seen = new Set<number>()
  const add = (path: string, symbol: TypeSymbol) =>
    members.push({
      path,
      documentation: checker.getDocumentationCommentOfSymbol(symbol).trim(),
      isOptional: (symbol.flags & SymbolFlags.Optional) !== 0,
    })
  const visit = (type: Type | undefined, path: string, isDeep: boolean) => {
    if (!type || seen.has(type.id)) return
    seen.add(type.id)
    const parts = [
      ...(type.isUnionType() || type.isIntersectionType() ? type.getTypes() : []),
      ...(type.isTypeReference() ? checker.getTypeArguments(type) : []),
    ]
    for (const part of parts) visit(part, path, isDeep)
    for (const signature of isDeep ? checker.getSignaturesOfType(type, SignatureKind.Call) : []) {
      visit(checker.getReturnTypeOfSignature(signature), `${path}()`, isDeep)
      for (const parameter of signature.getParameters())
        visit(checker.getTypeOfSymbol(parameter), `${path}(${parameter.name})`, isDeep)
    }
    for (const property of checker.getPropertiesOfType(type).filter(isOwn)) {
      const name = property.name.startsWith('__@') ? '[symbol]' : property.name
      add(`${path}.${name}`, property)
      if (isDeep) visit(checker.getTypeOfSymbol(property), `${path}.${name}`, isDeep)
    }
  }
  const exported = symbols.map((symbol) => ({
    name: symbol.name,
    symbol: isAlias(symbol) ? checker.getAliasedSymbol(symbol) : symbol,
  }))
  // A type has the path of its first visit: nothing leads into types that are received, and options have their own names.
  const rank = ({ name }: { readonly name: string }) =>
    received.includes(name) ? 0 : optionTypes.includes(name) ? 1 : 2
  for (const { name, symbol } of exported.toSorted((a, b) => rank(a) - rank(b))) {
    const isDeep = !received.includes(name)
    add(name, symbol)
    visit(checker.getDeclaredTypeOfSymbol(symbol), name, isDeep)
    visit(checker.getTypeOfSymbol(symbol), name, isDeep)
  }
  return members
}

test('an editor explains every option, with its default', async () => {
  const { checker, exportsOf } = await openInEditor({
    'all.ts': "export * from 'loadero-test'\nexport * from 'loadero-test/script'\n",
  })
  const members = exportedMembers(checker, exportsOf('all.ts'))
  expect(members.length).toBeGreaterThan(300)
  expect(members.filter(({ documentation }) => documentation === '').map(({ path }) => path)).toEqual([])
  // What calls build has no options.
  const withoutDefault = members.filter(
    ({ path, isOptional, documentation }) =>
      isOptional &&
      optionTypes.includes(path.split('.')[0] ?? '') &&
      !/\.(asserts|expects)\./.test(path) &&
      !/\b(Default|Required)\b/.test(documentation),
  )
  expect(withoutDefault.map(({ path }) => path)).toEqual([])
})

test('an editor completes the client in the script of init', async () => {
  const { completionsAfter } = await openInEditor({}, (root) => run(root, ['init']))
  const names = await completionsAfter('specs/first.ts', /client\./)
  expect(names).toEqual(expect.arrayContaining(['url', 'waitForElementVisible', 'takeScreenshot', 'globals']))
})

test.each([
  'client => client.end()',
  'async (browser) => {\n  await browser.url("about:blank")\n}\n',
  'function (client) {\n  client.end()\n}',
  '// A comment of its author\nasync function call(b) {\n  b.end()\n}',
  '(client) => {\n  const { id } = client.globals.participant\n}',
])('an editor completes the client in the pulled script %j', async (script) => {
  const { client, env } = await startLoadero()
  await client.tests.create({
    name: 'pulled',
    script,
    mode: 'load',
    increment_strategy: 'linear',
    start_interval: 1,
    participant_timeout: 60,
  })
  const { completionsAfter, root } = await openInEditor({}, (folder) => run(folder, ['pull'], env))
  const [file = ''] = (await readdir(join(root, 'specs'))).filter((name) => name === 'pulled.js')
  const names = await completionsAfter(join('specs', file), /\b(client|browser|b)\.(?=\w)/)
  expect(names).toEqual(expect.arrayContaining(['url', 'takeScreenshot', 'globals']))
})

test('an editor completes gates in time', async () => {
  const { completionsAfter } = await openInEditor({
    'gates.ts': `import { metric, timeUntil } from 'loadero-test'
metric('webrtc/video/fps/in').atLeast(20).warn()
timeUntil('webrtc/video/fps/in', { gte: 15 }).max().atMost(5_000)
`,
  })
  const windows = ['between', 'after', 'before', 'whileAllPresent']
  const sets = [
    [/fps\/in'\)\.(?=\w)/, [...windows, 'where', 'share', 'atLeast']],
    [/atLeast\(20\)\.(?=\w)/, ['forShare', 'ifMissing', 'warn']],
    [/15 \}\)\.(?=\w)/, [...windows, 'percentile', 'atMost']],
  ] as const
  for (const [position, names] of sets) {
    expect(await completionsAfter('gates.ts', position)).toEqual(expect.arrayContaining([...names]))
  }
})
