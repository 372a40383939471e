import { expect, test } from 'vitest'
import {
  checkLimits,
  countPrivateFunctions,
  countTypes,
  findFullFolders,
  findLongFunctions,
  measure,
} from '../.ci/measure.mjs'

const sample = {
  path: 'packages/a/src/sample.ts',
  text: `interface Shape {}
export type Size = number
enum Color {}
export class Circle {
  draw() {}
}

function first() {
  function inner() {}
  return inner
}
const second = () => 1
const third = function () {}
const value = 1
function shared() {}
export { shared }
export function fourth() {}
export const fifth = () => 1
`,
}

test('private functions are those a file keeps', () => {
  expect(countPrivateFunctions(sample)).toBe(3)
})

test('types are interfaces, aliases and enums', () => {
  expect(countTypes(sample)).toBe(3)
})

test('a function over the limit is found with its name', () => {
  const text =
    'const a = 1\nfunction long() {\n\n}\nclass A {\n  method() {\n\n  }\n}\ncall(() => {\n\n})\nfunction short() {\n}\n'
  expect(findLongFunctions({ path: 'a.ts', text }, 2)).toEqual([
    { place: 'a.ts:2', name: 'long', lines: 3 },
    { place: 'a.ts:6', name: 'method', lines: 3 },
    { place: 'a.ts:10', name: 'anonymous function', lines: 3 },
  ])
})

test('a folder over the limit is found without its tests', () => {
  const files = ['x/a.ts', 'x/b.ts', 'x/y/c.ts', 'x/y/c.test.ts'].map((path) => ({ path, text: '' }))
  expect(findFullFolders(files, 1)).toEqual([{ folder: 'x', count: 2 }])
  expect(findFullFolders(files, 2)).toEqual([])
})

test('rates are for a thousand lines', () => {
  expect(measure([sample, { path: 'b.ts', text: '\n\n' }])).toEqual({
    files: 2,
    lines: 20,
    privateFunctionsPerThousandLines: 150,
    typesPerThousandLines: 150,
    longFunctions: [],
    maxFile: 'packages/a/src/sample.ts (18)',
  })
})

test('a broken limit is reported with its value', () => {
  const measures = { privateFunctionsPerThousandLines: 12, typesPerThousandLines: 15 }
  expect(checkLimits('core', measures)).toEqual([])
  expect(
    checkLimits('core', { privateFunctionsPerThousandLines: 12.04, typesPerThousandLines: 26.25 }),
  ).toEqual([
    'core: 12.0 private functions per 1,000 lines, the limit is 12.',
    'core: 26.3 types per 1,000 lines, the limit is 15.',
  ])
})
