import { safeFileName } from '@loadero-test/core/internal'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { layOutFiles } from './file-layout.js'

function places(...names: readonly string[]) {
  return [...layOutFiles(names.map((name, index) => ({ id: index + 1, name }))).values()]
}

test.each([
  ['Two people: "hear" each other', 'two-people-hear-each-other'],
  ['Zürich & Genève', 'zurich-geneve'],
  ['日本語 テスト', '日本語-テスト'],
  ['../../etc/passwd', 'etc-passwd'],
  ['CON', '_con'],
  ['nul.x', 'nul-x'],
  ['!?', 'test-1'],
  ['a'.repeat(300), 'a'.repeat(60)],
])('the files of %j are named %s', (name, file) => {
  expect(places(name)).toEqual([
    { titles: [name], spec: `${file}.loadero.ts`, script: file, hasSharedName: false },
  ])
})

test('a describe has one spec file and several scripts', () => {
  expect(places('call > talk', 'call', 'call > talk > long')).toEqual([
    { titles: ['call', 'talk'], spec: 'call.loadero.ts', script: 'call-talk', hasSharedName: false },
    { titles: ['call'], spec: 'call.loadero.ts', script: 'call', hasSharedName: false },
    {
      titles: ['call', 'talk', 'long'],
      spec: 'call.loadero.ts',
      script: 'call-talk-long',
      hasSharedName: false,
    },
  ])
})

test('a name that no spec can give is replaced', () => {
  expect(
    places(' > ', 'a > ', 'x', 'x', ' ').map(({ titles, hasSharedName, problem }) => [
      titles,
      hasSharedName,
      problem,
    ]),
  ).toEqual([
    [[' > '], false, undefined],
    [['a > '], false, undefined],
    [['x'], true, undefined],
    [['x (4)'], true, "another test has the name 'x' too"],
    [['test 5'], false, 'it has no name'],
  ])
})

/** Any character, including lone surrogates. */
const character = fc.nat(0x10ffff).map((code) => String.fromCodePoint(code))

test('every test has its own safe file names', () => {
  const name = fc.oneof(
    fc.string({ unit: character }),
    fc.constantFrom('a', 'A', 'ä', 'á', 'a > b', 'a b', 'con', '', 'a 2', 'a 3'),
  )
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 12 }), (names) => {
      const laidOut = places(...names)
      const scripts = laidOut.map(({ script }) => script.toLowerCase())
      expect(new Set(scripts).size).toBe(names.length)
      for (const { spec, script } of laidOut) {
        expect(spec).toBe(safeFileName(spec))
        expect(script).toBe(safeFileName(script))
      }
      const kept = laidOut.filter(({ problem }) => problem === undefined)
      for (const { titles } of kept) expect(names).toContain(titles.join(' > '))
    }),
    { numRuns: 100 },
  )
})
