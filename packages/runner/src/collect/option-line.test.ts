import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findOptionLine } from './option-line.js'

/** The text of the line that is found for an option of the test on a line. */
async function lineOf(source: string, option: readonly PropertyKey[], call: RegExp = /^\s*test\b/) {
  const folder = await mkdtemp(join(tmpdir(), 'option-line-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'a.loadero.ts')
  await writeFile(path, source)
  const lines = source.split('\n')
  const line = findOptionLine({ path, line: lines.findIndex((text) => call.test(text)) + 1 }, option)
  return line === undefined ? undefined : lines[line - 1]?.trim()
}

const plain = `import { script, test, metric } from 'loadero-test'
test('a', {
  mode: 'perf',
  script: script('./a.js', {
    vars: {
      url: undefined,
    },
  }),
  groups: [
    {
      name: 'g',
      participants: [
        { name: 'one', browser: 'chromeLatest' },
        {
          name: 'two',
          'browser': 'x',
        },
      ],
    },
  ],
  asserts: [
    metric('a').lessThan(1),
    metric('b').lessThan(2),
  ],
})`

test.each([
  [['mode'], "mode: 'perf',"],
  [['script'], "script: script('./a.js', {"],
  [['script', 'path'], "script: script('./a.js', {"],
  [['script', 'vars', 'url'], 'url: undefined,'],
  [['script', 'vars', 'missing'], 'vars: {'],
  [['groups', 0, 'name'], "name: 'g',"],
  [['groups', 0, 'participants', 0, 'browser'], "{ name: 'one', browser: 'chromeLatest' },"],
  [['groups', 0, 'participants', 1, 'browser'], "'browser': 'x',"],
  [['groups', 0, 'participants', 1, 'missing'], '{'],
  [['groups', 7, 'name'], 'groups: ['],
  [['asserts', 1, 'kind'], "metric('b').lessThan(2),"],
  [['missing'], undefined],
  [[], undefined],
] as const)('the option %j is on its line', async (option, expected) => {
  expect(await lineOf(plain, option)).toBe(expected)
})

const shared = `const visitor = {
  name: 'visitor',
  browser: 'old',
} as const
export const base: TestOptions = {
  mode: 'perf',
  participants: [visitor],
}
const participants = [
  { name: 'x', browser: 'y' },
]
const several = [
  ...participants,
  { name: 'z' },
]
`

test.each([
  ["test('a', base)", ['mode'], "mode: 'perf',"],
  ["test('a', { ...base })", ['mode'], "mode: 'perf',"],
  ["test('a', {\n  ...base,\n  mode: 'load',\n})", ['mode'], "mode: 'load',"],
  ["test('a', {\n  mode: 'load',\n  ...base,\n})", ['mode'], "mode: 'perf',"],
  ["test('a', base)", ['participants', 0, 'browser'], "browser: 'old',"],
  ["test('a', {\n  participants,\n})", ['participants', 0, 'browser'], "{ name: 'x', browser: 'y' },"],
  [
    "test('a', {\n  participants: [{ ...visitor, count: 0 }],\n})",
    ['participants', 0, 'count'],
    'participants: [{ ...visitor, count: 0 }],',
  ],
  [
    "test('a', {\n  participants: [{ ...visitor, count: 0 }],\n})",
    ['participants', 0, 'browser'],
    "browser: 'old',",
  ],
  ["test('a', base satisfies TestOptions)", ['mode'], "mode: 'perf',"],
  // A spread in a list moves the items after it
  ["test('a', {\n  participants: several,\n})", ['participants', 1, 'browser'], 'participants: several,'],
  // Tables
  ["test.each([1, 2])('%i', (count) => ({\n  mode: 'x',\n}))", ['mode'], "mode: 'x',"],
  ["test.each([1, 2])('%i', (count) => {\n  return {\n    mode: 'x',\n  }\n})", ['mode'], "mode: 'x',"],
  ["test.only('a', {\n  mode: 'x',\n})", ['mode'], "mode: 'x',"],
  ["describe('d', () => {\n  test('a', {\n    mode: 'x',\n  })\n})", ['mode'], "mode: 'x',"],
  // What the file does not show
  ["test('a', makeOptions())", ['mode'], undefined],
  ["test('a', imported)", ['mode'], undefined],
  [
    "test('a', { participants: list.map(make) })",
    ['participants', 3, 'browser'],
    "test('a', { participants: list.map(make) })",
  ],
  ["test('a', { mode: 'x' }); test('b', { mode: 'y' })", ['mode'], undefined],
  ["test('a')", ['mode'], undefined],
  ["test('a', {", ['mode'], undefined],
] as const)('in %j the option %j is found', async (call, option, expected) => {
  expect(await lineOf(shared + call, option)).toBe(expected)
})

test('names that refer to themselves end the search', async () => {
  expect(await lineOf("const a = b\nconst b = a\ntest('a', a)", ['mode'])).toBe(undefined)
  expect(await lineOf("const a = { ...a, x: 1 }\ntest('a', a)", ['mode'])).toBe(undefined)
})

test('a file that cannot be read has no lines', () => {
  expect(findOptionLine({ path: '/nowhere/a.loadero.ts', line: 1 }, ['mode'])).toBe(undefined)
})
