import fc from 'fast-check'
import { expect, test } from 'vitest'
import { originalPosition } from './script-position.js'
import { inlineScript, scriptReader } from './script.js'
import { secret } from './script-secret.js'
import { folder, play, read, textOf, write } from '../../../test/spec-files.js'

/** What is wrong with files that are no script, as an author reads it. */
function wordsOf(found: Awaited<ReturnType<typeof read>>) {
  return 'problems' in found
    ? found.problems
        .map(({ code, message, hint }) =>
          [`${code}: ${message}`, ...(hint === undefined ? [] : [hint])].join('\n  '),
        )
        .join('\n')
    : 'no problem'
}

test('a plain file keeps its text and its lines, whatever it is called inside', async () => {
  const source = '// export default is for others\n\nfunction play(client) {\n  return 1\n}\n'
  const { text, map, bundler } = textOf(await read({ 'specs/play.js': source }))
  expect({ text, bundler }).toEqual({ text: source, bundler: undefined })
  expect(originalPosition(map, 4)).toEqual({ file: 'specs/play.js', line: 4 })
})

test('JavaScript that imports or exports is a module', async () => {
  const files = {
    'play.js': "import { one } from './one.js'\nexport default () => one\n",
    'one.js': 'export const one = 1',
  }
  expect(play(textOf(await read(files)).text)).toBe(1)
})

test.each([
  ['play.ts', 'export default async (client, { x }) => x'],
  [
    'play.ts',
    "import { defineScript } from 'loadero-test/script'\nexport default defineScript(async (_, { x }) => x)",
  ],
  ['play.ts', 'async function run(_, { x }) { return x }\nexport { run as default }'],
  ['play.js', 'async (client, { x }) => x'],
])('an async function in %s stays async, since Nightwatch awaits nothing in others', async (file, source) => {
  const { text } = textOf(await read({ [file]: source }, { vars: { x: 7 } }))
  expect(text).toMatch(/^async client => \{/)
  expect(await play(text)).toBe(7)
})

test.each([
  ['play.java', 'public void testUIWithLoadero() { }', 'java'],
  ['play.py', 'def test_on_loadero(driver):\n    pass\n', 'python'],
])('%s is taken as it is, and takes no vars', async (file, source, language) => {
  expect(await read({ [file]: source })).toEqual({
    text: source,
    language,
    map: { sources: [file] },
    warnings: [],
  })
  expect(wordsOf(await read({ [file]: source }, { vars: { x: 1 } }))).toMatchSnapshot()
})

test('an inline function is asked to become a file', () => {
  expect(inlineScript('./play.ts')).toBeUndefined()
  expect(inlineScript(function joins() {})).toMatchInlineSnapshot(`
    {
      "code": "inline-script",
      "hint": "Move it to a file of its own, \`export default (client, vars) => { … }\`, and write script('./that-file.ts', { vars }).",
      "message": "script is a function, 'joins', not the path of a file",
    }
  `)
})

test('secrets are refused wherever they are, without being shown, unless the author insists', async () => {
  const vars = { plain: 'a', token: secret('s3cr3t'), nested: [{ key: secret('s3cr3t') }] }
  const found = await read({ 'play.js': '(client, vars) => vars' }, { vars })
  expect(found).toMatchObject({ problems: [{ code: 'secret-var' }, { code: 'secret-var' }] })
  expect(wordsOf(found)).toMatchInlineSnapshot(`
    "secret-var: script.vars.token is a secret, which would be written into the script
      Loadero stores scripts in clear text. Let the script ask the app for a short-lived value, or insist with \`allowSecrets: true\` beside \`vars\`.
    secret-var: script.vars.nested[0].key is a secret, which would be written into the script
      Loadero stores scripts in clear text. Let the script ask the app for a short-lived value, or insist with \`allowSecrets: true\` beside \`vars\`."
  `)
  expect(JSON.stringify(found)).not.toContain('s3cr3t')
  const { text } = textOf(await read({ 'play.js': '(client, vars) => vars' }, { vars, allowSecrets: true }))
  expect(play(text)).toEqual({ plain: 'a', token: 's3cr3t', nested: [{ key: 's3cr3t' }] })
})

test('whatever can be written as vars arrives as it was, and nothing else is written', async () => {
  const root = await write(await folder(), { 'play.js': '(client, vars) => vars' })
  const readScript = scriptReader(root)
  const anything = fc.object({ withNullPrototype: false, withDate: true, withBigInt: true, maxDepth: 3 })
  const checked = fc.assert(
    fc.asyncProperty(anything, async (vars) => {
      const found = await readScript({ path: 'play.js', directory: root, vars })
      return 'problems' in found
        ? found.problems.every(({ code }) => code === 'unwritable-var')
        : JSON.stringify(play(found.text)) === JSON.stringify(vars)
    }),
    { numRuns: 200 },
  )
  await expect(checked).resolves.toBeUndefined()
})

test('a var that is part of itself, or would set a prototype, is told like any that cannot be written', async () => {
  const loop: Record<string, unknown> = {}
  loop['self'] = loop
  expect(wordsOf(await read({ 'play.js': 'client => {}' }, { vars: { loop } }))).toMatchInlineSnapshot(`
    "unwritable-var: script.vars.loop cannot be written into the script
      Only texts, finite numbers, booleans, null, and lists and plain objects of them can be written into a script."
  `)
  const vars = JSON.parse('{ "__proto__": 1, "deep": { "__proto__": {} } }') as Record<string, unknown>
  expect(wordsOf(await read({ 'play.js': 'client => {}' }, { vars }))).toMatchInlineSnapshot(`
    "unwritable-var: script.vars.__proto__ cannot be written into the script
      Only texts, finite numbers, booleans, null, and lists and plain objects of them can be written into a script.
    unwritable-var: script.vars.deep cannot be written into the script
      Only texts, finite numbers, booleans, null, and lists and plain objects of them can be written into a script."
  `)
})

test('a script of many tests is bundled once, with the vars of each', async () => {
  const root = await write(await folder(), { 'play.ts': 'export default (c: unknown, v: unknown) => v' })
  const readScript = scriptReader(root)
  const first = textOf(await readScript({ path: './play.ts', directory: root, vars: { n: 1 } }))
  await write(root, { 'play.ts': 'export default () => "changed since"' })
  const second = textOf(await readScript({ path: './play.ts', directory: root, vars: { n: 2 } }))
  expect([play(first.text), play(second.text)]).toEqual([{ n: 1 }, { n: 2 }])
})
