import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { findTests, type FindOptions } from './find-tests.js'

const alias = { 'loadero-test': fileURLToPath(new URL('../../dist/spec.js', import.meta.url)) }
const head = "import { describe, script, test } from 'loadero-test'\n"
const options = "{ script: script('./call.js'), participants: [{ name: 'a', browser: 'chromeLatest' }] }"
const call = 'client => client.waitForElementVisible("b")'

async function find(
  files: Readonly<Record<string, string>>,
  { links = {}, ...rest }: Partial<FindOptions> & { readonly links?: Readonly<Record<string, string>> } = {},
) {
  const root = mkdtempSync(join(tmpdir(), 'find-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  for (const [name, text] of Object.entries({ 'call.js': call, ...files })) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  for (const [name, target] of Object.entries(links)) symlinkSync(target, join(root, name))
  const found = await findTests({
    root,
    filters: [],
    alias,
    loadTimeoutMs: 120_000,
    allowOnly: true,
    ...rest,
  })
  return {
    ...found,
    names: found.tests.map(({ id }) => id),
    problems: found.diagnostics.map(({ location, message, hint }) => [
      `${location.file}:${location.line}`,
      message,
      hint,
    ]),
  }
}

/** What Vitest 4 runs of the same declarations. `t` declares a test. */
const focused: Readonly<Record<string, readonly [declarations: string, names: readonly string[]]>> = {
  'an only in an only': ["describe.only('A', () => { t('a'); t.only('b') })", ['A > b']],
  'an only in a describe': ["describe('A', () => { t('a'); t.only('b') }); t('c')", ['A > b']],
  'an only describe': [
    "describe.only('A', () => { t('a'); describe('B', () => t('b')) }); t('c')",
    ['A > a', 'A > B > b'],
  ],
  'an only describe in an only describe': [
    "describe.only('A', () => { t('a'); describe('B', () => t('b')); describe.only('C', () => t('c')) })",
    ['A > C > c'],
  ],
  'an only deep in an only': [
    "describe.only('A', () => { describe('B', () => { t.only('b'); t('c') }); t('d') })",
    ['A > B > b'],
  ],
  'a skip in an only': ["describe.only('A', () => { t.skip('a'); t('b') })", ['A > b']],
  'a todo in an only': ["describe.only('A', () => { t.todo('a'); t('b') })", ['A > b']],
  'an only in a skip': ["describe.skip('A', () => t.only('a')); t('b')", []],
  'an only in a todo': ["describe.todo('A', () => t.only('a')); t('b')", []],
  'an only in a skip in an only': [
    "describe.only('A', () => { describe.skip('B', () => t.only('b')); t('a') })",
    [],
  ],
  'a skip in an only that has no other test': ["describe.only('A', () => t.skip('a')); t('b')", []],
  'two only': ["t.only('a'); describe.only('B', () => t('b')); t('c')", ['a', 'B > b']],
  'a skip': ["describe.skip('A', () => { t('a'); t.todo('b') }); t('c')", ['c']],
}

test.each(Object.entries(focused))('as in Vitest: %s', async (_, [declarations, names]) => {
  const text = `${head}const options = ${options}
const t = Object.assign((title) => test(title, options), {
  only: (title) => test.only(title, options),
  skip: (title) => test.skip(title, options),
  todo: test.todo,
})
${declarations}`
  const found = await find({ 'a.loadero.js': text })
  expect(found.problems).toEqual([])
  expect(found.names).toEqual(names)
})

test('a skipped test has the reason nearest to it', async () => {
  const { skipped } = await find({
    'a.loadero.ts': `${head}
describe.skip('A', () => { test.todo('a'); test.only('b', ${options}) })
describe.todo('B', () => { test('c', ${options}); test.skip('d', ${options}) })
test('e', ${options})`,
  })
  expect(Object.fromEntries(skipped.map(({ id, reason }) => [id, reason]))).toEqual({
    'A > a': 'marked todo',
    'A > b': 'marked skip',
    'B > c': 'marked todo',
    'B > d': 'marked skip',
    e: 'another test is marked only',
  })
})

test('an only that hides other tests is refused in CI, even when it is skipped', async () => {
  const { problems } = await find(
    {
      'a.loadero.ts': `${head}describe.skip('A', () => { test.only('a', ${options}) })\ntest('b', ${options})`,
    },
    { allowOnly: false },
  )
  expect(problems).toEqual([
    [
      'a.loadero.ts:2',
      "test 'A > a': is marked only, so all other tests would be skipped in CI",
      'Remove the mark, or allow it with --allow-only.',
    ],
  ])
})

const lined = `${head}
test('a', ${options})
describe('B', () => {
  test('b', ${options})
  test('c', ${options})
})
function declare(title) {
  test(title, ${options})
}
declare('d')
test.each([1, 2])('row %i', () => (${options}))`

const lines: Readonly<Record<string, readonly [filters: readonly string[], names: readonly string[]]>> = {
  'the line of a test': [['a.loadero.js:3'], ['a']],
  'the line and the column of a test': [['a.loadero.js:3:1'], ['a']],
  'the line of a describe': [['a.loadero.js:4'], ['B > b', 'B > c']],
  'two lines': [
    ['a.loadero.js:3', 'a.loadero.js:6'],
    ['a', 'B > c'],
  ],
  'the line of a call of a helper': [['a.loadero.js:11'], ['d']],
  'the line of a table': [['a.loadero.js:12'], ['row 1', 'row 2']],
  'a line of one file, and another file': [
    ['a.loadero.js:3', 'other'],
    ['a', 'o'],
  ],
}

test.each(Object.entries(lines))('a filter selects %s', async (_, [filters, names]) => {
  const found = await find(
    { 'a.loadero.js': lined, 'other.loadero.js': `${head}test('o', ${options})` },
    { filters },
  )
  expect(found.names).toEqual(names)
})

test('a line without a test is an error', async () => {
  await expect(find({ 'a.loadero.js': lined }, { filters: ['a.loadero.js:2'] })).rejects.toMatchObject({
    message: 'No test of a.loadero.js is at line 2',
    hint: 'Its tests are at lines 3, 5, 6, 9, 12.',
  })
})

test('a line of a broken file shows what is broken', async () => {
  const { problems } = await find({ 'a.loadero.ts': 'const' }, { filters: ['a.loadero.ts:1'] })
  expect(problems).toHaveLength(1)
})

test('scripts and lines of a linked spec file are those of its target', async () => {
  const found = await find(
    { 'shared/checks.ts': `${head}\ntest('a', ${options})`, 'shared/call.js': call, 'specs/x.txt': '' },
    { links: { 'specs/a.loadero.ts': '../shared/checks.ts' } },
  )
  expect(found.problems).toEqual([])
  expect(found.tests.map(({ location }) => location)).toEqual([{ file: 'specs/a.loadero.ts', line: 3 }])
})

const kinds: Readonly<Record<string, string>> = {
  ts: `${head}test('a', ${options})`,
  mts: `${head}test('a', ${options})`,
  cts: `${head}test('a', ${options})`,
  tsx: `${head}test('a', ${options})`,
  js: `${head}test('a', ${options})`,
  mjs: `${head}test('a', ${options})`,
  jsx: `${head}test('a', ${options})`,
  cjs: `const { script, test } = require('loadero-test')\ntest('a', ${options})`,
  'b.cts': `import loadero = require('loadero-test')\nconst { script, test } = loadero\ntest('a', ${options})`,
  'c.cts': `const { script, test } = require('loadero-test')\nconst n: string = 'a'\ntest(n, ${options})`,
}

test.each(Object.entries(kinds))('a spec file may be a .%s file', async (ending, text) => {
  const found = await find({
    [`a.${ending.includes('.') ? ending.replace('.', '.loadero.') : `loadero.${ending}`}`]: text,
  })
  expect(found.problems).toEqual([])
  expect(found.names).toEqual(['a'])
})

test.each([
  ['build/', 'build/a.loadero.js', 'specs/a.loadero.ts', 'build/**'],
  ['*.loadero.js', 'a.loadero.js', 'a.loadero.ts', 'a.loadero.js'],
  ['/out', 'out/specs/a.loadero.js', 'specs/a.loadero.ts', 'out/**'],
  ['build/*\n!build/keep', 'build/x/a.loadero.js', 'specs/a.loadero.ts', 'build/x/**'],
  ['lib/', 'specs/lib/a.loadero.js', 'specs/src/a.loadero.ts', 'specs/lib/**'],
  ['*.js', 'specs/a.loadero.js', 'specs/a.loadero.ts', 'specs/a.loadero.js'],
])('build output that Git ignores by %j is named', async (rule, built, source, excluded) => {
  const declarations = `${head}test.skip('a', ${options})`
  const { problems } = await find({
    '.git/HEAD': '',
    '.gitignore': rule,
    [built]: declarations,
    [source]: declarations,
  })
  const [second, first] = [built, source].toSorted().toReversed()
  expect(problems).toEqual([
    [
      `${second}:2`,
      `test 'a': the test at ${first}:2 has the same name`,
      `Git ignores ${built}, so it is probably build output. Exclude it: add '!${excluded}' to include in the configuration file.`,
    ],
  ])
})

test.each(['', 'build/\nspecs/', 'build\n!build'])(
  'a copy is not build output with the rules %j',
  async (rules) => {
    const declarations = `${head}test.skip('a', ${options})`
    const { problems } = await find({
      '.git/HEAD': '',
      '.gitignore': rules,
      'build/a.loadero.ts': declarations,
      'specs/a.loadero.ts': declarations,
    })
    expect(problems.map(([, , hint]) => hint)).toEqual([
      'Rename one of them. The full name identifies a test at Loadero.',
    ])
  },
)
