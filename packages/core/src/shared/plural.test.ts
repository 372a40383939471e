import { expect, test } from 'vitest'
import { listFirst, plural } from './plural.js'

test.each([
  [0, '0 tests'],
  [1, '1 test'],
  [2, '2 tests'],
])('%i of a thing is %s', (count, text) => {
  expect(plural(count, 'test')).toBe(text)
})

test.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b'], 'a, b'],
  [['a', 'b', 'c', 'd'], 'a, b and 2 more'],
])('the first two of %j are %j', (items, text) => {
  expect(listFirst(items, 2)).toBe(text)
})

test('items that are not listed are not made texts', () => {
  const texts: number[] = []
  const textOf = (item: number) => `#${texts.push(item)}`
  expect(listFirst([7, 8, 9], 1, textOf)).toBe('#1 and 2 more')
  expect(texts).toEqual([7])
})
