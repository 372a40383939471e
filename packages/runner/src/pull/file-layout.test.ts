import { safeFileName } from '@loadero-test/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { layOut } from './file-layout.js'

function places(...names: readonly string[]) {
  return [...layOut(names.map((name, index) => ({ id: index + 1, name }))).values()]
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
])('%j is called %s', (name, file) => {
  expect(places(name)).toEqual([{ titles: [name], spec: `${file}.loadero.ts`, script: file, pinned: false }])
})

test('a describe is one file, with a script for each test', () => {
  expect(places('call > talk', 'call', 'call > talk > long')).toEqual([
    { titles: ['call', 'talk'], spec: 'call.loadero.ts', script: 'call-talk', pinned: false },
    { titles: ['call'], spec: 'call.loadero.ts', script: 'call', pinned: false },
    { titles: ['call', 'talk', 'long'], spec: 'call.loadero.ts', script: 'call-talk-long', pinned: false },
  ])
})

test('names that cannot be taken apart stay whole, and one that cannot be taken says so', () => {
  expect(
    places(' > ', 'a > ', 'x', 'x', ' ').map(({ titles, pinned, flaw }) => [titles, pinned, flaw]),
  ).toEqual([
    [[' > '], false, undefined],
    [['a > '], false, undefined],
    [['x'], true, undefined],
    [['x (4)'], true, "another test is called 'x', too"],
    [['test 5'], false, 'it has no name'],
  ])
})

/** Any, lone surrogates included. */
const character = fc.nat(0x10ffff).map((code) => String.fromCodePoint(code))

test('whatever tests are called, each has a safe script of its own, on systems that know no case, too', () => {
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
      const kept = laidOut.filter(({ flaw }) => flaw === undefined)
      for (const { titles } of kept) expect(names).toContain(titles.join(' > '))
    }),
    { numRuns: 30 },
  )
})
