import { expect, test } from 'vitest'
import { type Code, listCode, objectCode, textCode } from './code.js'
import { print } from './print.js'
import { foldSeries } from './series.js'

function shown(names: readonly string[]) {
  return foldSeries(
    names.map((name) => objectCode({ name: textCode(name) })),
    'index',
  ).map((item) => print(item, 0, 0).replaceAll(/\s+/g, ' '))
}

function series(length: number, name: string) {
  return `Array.from({ length: ${length} }, (_, index) => ({ name: \`${name}\`, }))`
}

test.each([
  [['visitor 1', 'visitor 2', 'visitor 3'], [series(3, 'visitor ${index + 1}')]],
  [['0', '1', '2'], [series(3, '${index}')]],
  [['v08', 'v09', 'v10'], [series(3, "v${String(index + 8).padStart(2, '0')}")]],
  [['v8', 'v9', 'v10'], [series(3, 'v${index + 8}')]],
  [['1 of 3', '2 of 3', '3 of 3'], [series(3, '${index + 1} of 3')]],
  [['a1-1', 'a2-2', 'a3-3'], [series(3, 'a${index + 1}-${index + 1}')]],
  [['`${1', '`${2', '`${3'], [series(3, '\\`\\${${index + 1}')]],
  [
    ['a', '1', '2', '3', 'b'],
    ["{ name: 'a' }", series(3, '${index + 1}'), "{ name: 'b' }"],
  ],
])('folds %j into a series', (names, expected) => {
  expect(shown(names)).toEqual(expected)
})

test.each([
  [['visitor 1', 'visitor 2']],
  [['visitor 3', 'visitor 2', 'visitor 1']],
  [['visitor 1', 'visitor 3', 'visitor 5']],
  [['same', 'same', 'same']],
  [['1-2', '2-3', '3-4']],
  [['a1', 'b2', 'c3']],
])('does not fold %j', (names) => {
  expect(shown(names)).toEqual(names.map((name) => `{ name: '${name}' }`))
})

test('a group shares its number with its members', () => {
  const room = (number: number): Code =>
    objectCode({
      name: textCode(`room ${number}`),
      members: listCode([objectCode({ name: textCode(`host ${number}`) })]),
    })
  const [folded, ...others] = foldSeries([room(1), room(2), room(3)], 'group')
  expect(others).toEqual([])
  expect(print(folded as Code, 0, 0)).toMatchInlineSnapshot(`
    "Array.from({ length: 3 }, (_, group) => ({
      name: \`room \${group + 1}\`,
      members: [{ name: \`host \${group + 1}\` }],
    }))"
  `)
})
