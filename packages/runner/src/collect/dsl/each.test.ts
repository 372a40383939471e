import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eachRowsOf, titleOf } from './each.js'

test.each([
  ['%s by %i', ['chrome', 2], 0, 'chrome by 2'],
  ['%s', 'alone', 0, 'alone'],
  ['row %# is number %$', [1], 4, 'row 4 is number 5'],
  ['$browser at $at.place', { browser: 'chrome', at: { place: 'eu' } }, 0, 'chrome at eu'],
  ['$missing stays', {}, 0, '$missing stays'],
  ['100%% of %s', ['all'], 0, '100% of all'],
  ['%j', [{ a: 1 }], 0, '{"a":1}'],
  ['fixed', ['surplus', 2], 0, 'fixed'],
])('the title %j is filled with %j', (title, row, index, expected) => {
  expect(titleOf(title, row, index)).toBe(expected)
})

test('placeholders in values are not filled', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(), (value, index) => {
      expect(titleOf('$value', { value }, index)).toBe(value)
    }),
  )
})

test('the heading of a tagged table names its columns', () => {
  const rows = (strings: TemplateStringsArray, ...values: unknown[]) => eachRowsOf(strings, values)
  expect(rows`
    browser      | count
    ${'chrome'}  | ${1}
    ${'firefox'} | ${2}
  `).toEqual([
    { browser: 'chrome', count: 1 },
    { browser: 'firefox', count: 2 },
  ])
})
