import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { parseScriptEntry } from '../../model/wire/script-entry.js'
import { originalPosition } from '../../model/wire/script-position.js'
import { inlineScriptProblem, createScriptReader } from './script.js'
import { secret } from '../../model/secrets.js'
import {
  createFolder,
  runScript,
  readScript,
  expectScript,
  writeFiles,
  problemText,
} from '../../../test/spec-files.js'

test('a plain file keeps its text and lines', async () => {
  const source = '// no export default here\n\nfunction call(client) {\n  return 1\n}\n'
  const { text, map, bundler } = expectScript(await readScript({ 'specs/call.js': source }))
  expect({ text, bundler }).toEqual({ text: source, bundler: undefined })
  expect(originalPosition(map, 4)).toEqual({ file: 'specs/call.js', line: 4 })
})

test('JavaScript with imports or exports is a module', async () => {
  const files = {
    'call.js': "import { one } from './one.js'\nexport default () => one\n",
    'one.js': 'export const one = 1',
  }
  expect(runScript(expectScript(await readScript(files)).text)).toBe(1)
})

test.each([
  ['call.ts', 'export default async (client, { x }) => x'],
  [
    'call.ts',
    "import { defineScript } from 'loadero-test/script'\nexport default defineScript(async (_, { x }) => x)",
  ],
  ['call.ts', 'async function run(_, { x }) { return x }\nexport { run as default }'],
  ['call.js', 'async (client, { x }) => x'],
])('an async function in %s stays async', async (file, source) => {
  const { text } = expectScript(await readScript({ [file]: source }, { vars: { x: 7 } }))
  expect(text).toMatch(/^async client => \{/)
  expect(await runScript(text)).toBe(7)
})

test('marks of a bundled script are lines of its log', async () => {
  const files = {
    'call.ts':
      "import { defineScript, mark, measure } from 'loadero-test/script'\nexport default defineScript(() => { mark('a'); measure('b', 5) })",
  }
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  runScript(expectScript(await readScript(files)).text)
  const lines = log.mock.calls.map(([line]) => parseScriptEntry(String(line)))
  log.mockRestore()
  expect(lines).toMatchObject([
    { kind: 'mark', name: 'a' },
    { kind: 'measure', name: 'b', value: 5 },
  ])
})

test('a script without marks contains no code for them', async () => {
  const source = "import { defineScript } from 'loadero-test/script'\nexport default defineScript(() => 1)"
  expect(expectScript(await readScript({ 'call.ts': source })).text).not.toContain('loadero-test]')
})

test.each([
  ['call.java', 'public void testUIWithLoadero() { }', 'java'],
  ['call.py', 'def test_on_loadero(driver):\n    pass\n', 'python'],
])('%s is sent unchanged and takes no vars', async (file, source, language) => {
  expect(await readScript({ [file]: source })).toEqual({
    text: source,
    language,
    map: { sources: [file] },
    warnings: [],
  })
  expect(problemText(await readScript({ [file]: source }, { vars: { x: 1 } }))).toMatchSnapshot()
})

test('an inline function is a problem', () => {
  expect(inlineScriptProblem('./call.ts')).toBeUndefined()
  expect(inlineScriptProblem(function joins() {})).toMatchInlineSnapshot(`
    {
      "code": "inline-script",
      "hint": "Move the function to its own file, \`export default (client, vars) => { … }\`, and write script('./that-file.ts', { vars }).",
      "message": "script is a function 'joins', but must be the path of a file",
    }
  `)
})

test('secrets are refused without being shown', async () => {
  const vars = { plain: 'a', token: secret('s3cr3t'), nested: [{ key: secret('s3cr3t') }] }
  const found = await readScript({ 'call.js': '(client, vars) => vars' }, { vars })
  expect(found).toMatchObject({ problems: [{ code: 'secret-var' }, { code: 'secret-var' }] })
  expect(problemText(found)).toMatchInlineSnapshot(`
    "secret-var: script.vars.token is a secret, but vars are written into the script in clear text
      Loadero stores scripts in clear text. Let the script fetch a short-lived value, or allow it with \`allowSecrets: true\` beside \`vars\`.
    secret-var: script.vars.nested[0].key is a secret, but vars are written into the script in clear text
      Loadero stores scripts in clear text. Let the script fetch a short-lived value, or allow it with \`allowSecrets: true\` beside \`vars\`."
  `)
  expect(JSON.stringify(found)).not.toContain('s3cr3t')
  const { text } = expectScript(
    await readScript({ 'call.js': '(client, vars) => vars' }, { vars, allowSecrets: true }),
  )
  expect(runScript(text)).toEqual({ plain: 'a', token: 's3cr3t', nested: [{ key: 's3cr3t' }] })
})

test('vars reach the script unchanged or are refused', async () => {
  const root = await writeFiles(await createFolder(), { 'call.js': '(client, vars) => vars' })
  const read = createScriptReader(root)
  const anyVars = fc.object({ withNullPrototype: false, withDate: true, withBigInt: true, maxDepth: 3 })
  const checked = fc.assert(
    fc.asyncProperty(anyVars, async (vars) => {
      const found = await read({ path: 'call.js', directory: root, vars })
      return 'problems' in found
        ? found.problems.every(({ code }) => code === 'unwritable-var')
        : JSON.stringify(runScript(found.text)) === JSON.stringify(vars)
    }),
    { numRuns: 200 },
  )
  await expect(checked).resolves.toBeUndefined()
})

test('circular vars and prototypes are refused', async () => {
  const loop: Record<string, unknown> = {}
  loop['self'] = loop
  expect(problemText(await readScript({ 'call.js': 'client => {}' }, { vars: { loop } })))
    .toMatchInlineSnapshot(`
    "unwritable-var: script.vars.loop cannot be written into the script
      A var can be a string, a finite number, a boolean, null, or an array or plain object of them."
  `)
  const vars = JSON.parse('{ "__proto__": 1, "deep": { "__proto__": {} } }') as Record<string, unknown>
  expect(problemText(await readScript({ 'call.js': 'client => {}' }, { vars }))).toMatchInlineSnapshot(`
    "unwritable-var: script.vars.__proto__ cannot be written into the script
      A var can be a string, a finite number, a boolean, null, or an array or plain object of them.
    unwritable-var: script.vars.deep cannot be written into the script
      A var can be a string, a finite number, a boolean, null, or an array or plain object of them."
  `)
})

test('a script of several tests is bundled once', async () => {
  const root = await writeFiles(await createFolder(), {
    'call.ts': 'export default (c: unknown, v: unknown) => v',
  })
  const read = createScriptReader(root)
  const first = expectScript(await read({ path: './call.ts', directory: root, vars: { n: 1 } }))
  await writeFiles(root, { 'call.ts': 'export default () => "changed since"' })
  const second = expectScript(await read({ path: './call.ts', directory: root, vars: { n: 2 } }))
  expect([runScript(first.text), runScript(second.text)]).toEqual([{ n: 1 }, { n: 2 }])
})

const executed = globalThis as { pulledScriptRan?: boolean }
const attack =
  "(globalThis.pulledScriptRan = true, this.constructor.constructor('return globalThis')().pulledScriptRan = true)"

test.each([
  ['a call before the function', `(${attack}, client => {})`],
  ['a function that is called', `(() => { ${attack}; return client => {} })()`],
  ['a getter', `({ get f() { ${attack}; return client => {} } }).f`],
  ['a class with a static block', `class { static { ${attack} } }`],
  ['a tagged template', `(() => ${attack})\`\``],
  ['a computed key', `({ [${attack}]: 1 })`],
  ['an assignment', `other = (${attack}, client => {})`],
  ['a condition', `${attack} && (client => {})`],
  ['a generator', 'function* (client) {}'],
  ['a statement that ends the assignment', `1; ${attack}; script = client => {}`],
  ['a function that the end of the program closes', `client => {} } ${attack}; {`],
])('%s is refused, and none of it runs', async (_, source) => {
  const root = await createFolder()
  await writeFiles(root, { 'script.js': source })
  const read = await createScriptReader(root)({ path: './script.js', directory: root })
  expect(read).toMatchObject({ problems: [{ code: 'bad-script' }] })
  expect(executed.pulledScriptRan).toBeUndefined()
})

test.each([
  ['after a line break', `client => {}\n${attack}`],
  ['after a semicolon', `client => {}; ${attack}`],
])('a second statement %s stays in the script, and none of it runs', async (_, source) => {
  const root = await createFolder()
  await writeFiles(root, { 'script.js': source })
  const read = await createScriptReader(root)({ path: './script.js', directory: root })
  expect(expectScript(read).text).toContain('pulledScriptRan')
  expect(executed.pulledScriptRan).toBeUndefined()
})

test.each([
  'client => client.end()',
  '(client) => { client.end() } // done',
  '/* first */ function (client) { return client }',
  ';async function test(client) { await client }',
  '(async client => {});',
  '"use strict"\n',
])('the syntax of %j decides without running it', async (source) => {
  const root = await createFolder()
  await writeFiles(root, { 'script.js': source })
  const read = await createScriptReader(root)({ path: './script.js', directory: root })
  expect('problems' in read).toBe(source.startsWith('"'))
})
