import { expect, test } from 'vitest'
import {
  countPrivateFunctions,
  countTypes,
  findLongFunctions,
  findTopLevelArrows,
  listPublicNames,
} from '../.ci/declarations.mjs'
import { checkLimits, findFullFolders, limits, measure, packageLimits } from '../.ci/measure.mjs'

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
  expect(countTypes(sample)).toEqual({ internal: 3, public: 0 })
})

test('public types are exported by an entry or inferred', () => {
  const files = [
    {
      path: 'packages/a/src/index.ts',
      text: "export * from './shapes/all.js'\nexport { type Size as Extent } from './size.js'\nexport interface Own {}",
    },
    { path: 'packages/a/src/shapes/all.ts', text: "export { type Round } from './round.js'" },
    { path: 'packages/a/src/shapes/round.ts', text: 'export interface Round {}\nexport interface Flat {}' },
    { path: 'packages/a/src/size.ts', text: 'export type Size = number\nexport type Weight = number' },
    {
      path: 'packages/a/src/wire.ts',
      text: 'export type Row = z.infer<typeof row>\ntype Cell = z.infer<typeof cell>\nexport type List = z.ZodType',
    },
  ]
  const publicNames = listPublicNames(files)
  expect(files.map((file) => countTypes(file, publicNames))).toEqual([
    { internal: 0, public: 1 },
    { internal: 0, public: 0 },
    { internal: 1, public: 1 },
    { internal: 1, public: 1 },
    { internal: 2, public: 1 },
  ])
})

test('functions at top level that are not declarations are found', () => {
  expect(findTopLevelArrows(sample).map(({ name }) => name)).toEqual(['second', 'third', 'fifth'])
  expect(findTopLevelArrows({ path: 'a.ts', text: '\nexport default () => 1' })).toEqual([
    { place: 'a.ts:2', name: 'default' },
  ])
  expect(findTopLevelArrows({ path: 'a.ts', text: 'export default call(() => 1)' })).toEqual([])
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
    publicTypesPerThousandLines: 0,
    longFunctions: [],
    maxFile: 'packages/a/src/sample.ts (18)',
  })
})

test('a broken limit is reported with its value', () => {
  const { privateFunctionsPerThousandLines, typesPerThousandLines, publicTypesPerThousandLines } = limits
  const measures = { privateFunctionsPerThousandLines, typesPerThousandLines, publicTypesPerThousandLines }
  expect(checkLimits('core', measures)).toEqual([])
  expect(checkLimits('core', { ...measures, typesPerThousandLines: typesPerThousandLines + 0.26 })).toEqual([
    `core: ${typesPerThousandLines}.3 internal types per 1,000 lines, the limit is ${typesPerThousandLines}.`,
  ])
})

test('a package can have a limit of its own', () => {
  const { privateFunctionsPerThousandLines: own } = packageLimits.runner
  const measures = { ...limits, privateFunctionsPerThousandLines: own }
  expect(checkLimits('runner', measures)).toEqual([])
  expect(checkLimits('core', measures)).toEqual([
    `core: ${own.toFixed(1)} private functions per 1,000 lines, the limit is ${limits.privateFunctionsPerThousandLines}.`,
  ])
})
