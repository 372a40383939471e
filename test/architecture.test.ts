import { expect, test } from 'vitest'
import { checkArchitecture, draw, insertDrawing } from '../.ci/architecture.mjs'

const table = {
  api: '',
  product: 'api',
  'api/types': '',
  'api/http': 'types',
  'product/model': '',
  'product/plan': 'model',
  'product/workflows': '*',
}

const sound = {
  'packages/api/src/index.ts': "export * from './http/client.js'",
  'packages/api/src/types/run.ts': 'export interface Run {}',
  'packages/api/src/http/client.ts': "import type { Run } from '../types/run.js'",
  'packages/product/src/index.ts': "export { push } from './workflows/push.js'",
  'packages/product/src/model/spec.ts': "import type { Run } from '@loadero-test/api'",
  'packages/product/src/plan/diff.ts': "import '../model/spec.js'",
  'packages/product/src/workflows/push.ts': "import '../plan/diff.js'\nimport '../model/spec.js'",
}

function check(change: Record<string, string>) {
  const files = Object.entries({ ...sound, ...change }).map(([path, text]) => ({ path, text }))
  return checkArchitecture(files, table)
}

test('sources that follow the table have no problem', () => {
  expect(check({})).toEqual([])
})

test.each([
  [
    'a package imports one it may not',
    { 'packages/api/src/types/run.ts': "\nimport '@loadero-test/product'" },
    ['packages/api/src/types/run.ts:2  "@loadero-test/product": api may not import product.'],
  ],
  [
    'a package imports the published command',
    { 'packages/api/src/types/run.ts': "import 'loadero-test/script'" },
    ['packages/api/src/types/run.ts:1  "loadero-test/script": api may not import cli.'],
  ],
  [
    'a package reaches into another by a path',
    { 'packages/api/src/types/run.ts': "import '../../../product/src/model/spec.js'" },
    ['packages/api/src/types/run.ts:1  "../../../product/src/model/spec.js": api may not import product.'],
  ],
  [
    'a test imports a package that its own may not',
    { 'packages/api/src/types/run.test.ts': "import '@loadero-test/product'" },
    ['packages/api/src/types/run.test.ts:1  "@loadero-test/product": api may not import product.'],
  ],
  [
    'a room imports one it may not',
    { 'packages/product/src/plan/diff.ts': "import '../workflows/push.js'" },
    [
      'packages/product/src/plan/diff.ts:1  "../workflows/push.js": product/plan may not import product/workflows.',
      'Rooms import each other: product/workflows → product/plan → product/workflows.',
    ],
  ],
  [
    'a room imports only a type it may not',
    { 'packages/api/src/types/run.ts': "import type { Client } from '../http/client.js'" },
    [
      'packages/api/src/types/run.ts:1  "../http/client.js": api/types may not import api/http.',
      'Rooms import each other: api/http → api/types → api/http.',
    ],
  ],
  [
    'a room exports from one it may not import',
    { 'packages/product/src/model/spec.ts': "export * from '../plan/other.js'" },
    [
      'packages/product/src/model/spec.ts:1  "../plan/other.js": product/model may not import product/plan.',
      'Rooms import each other: product/plan → product/model → product/plan.',
    ],
  ],
  [
    'a room loads another on demand',
    { 'packages/product/src/model/spec.ts': "const load = () => import('../plan/other.js')" },
    [
      'packages/product/src/model/spec.ts:1  "../plan/other.js": product/model may not import product/plan.',
      'Rooms import each other: product/plan → product/model → product/plan.',
    ],
  ],
  [
    'a room names a type of another in place',
    { 'packages/product/src/model/spec.ts': "type Diff = typeof import('../plan/diff.js')" },
    [
      'packages/product/src/model/spec.ts:1  "../plan/diff.js": product/model may not import product/plan.',
      'Rooms import each other: product/plan → product/model → product/plan.',
    ],
  ],
  [
    'a room imports the entry of its package',
    { 'packages/product/src/plan/diff.ts': "import '../index.js'" },
    [
      'packages/product/src/plan/diff.ts:1  "../index.js": product/plan may not import the entry of product.',
      'Rooms import each other: product/. → product/workflows → product/plan → product/..',
    ],
  ],
  [
    'a folder has no row',
    { 'packages/product/src/extra/file.ts': '' },
    ['packages/product/src/extra  has no row in .ci/architecture.mjs.'],
  ],
  [
    'a package has no row',
    { 'packages/addition/src/index.ts': '' },
    ['packages/addition/src  has no row in .ci/architecture.mjs.'],
  ],
])('the check fails when %s', (_, change, problems) => {
  expect(check(change)).toEqual(problems)
})

test('a row without a folder is refused', () => {
  const files = [{ path: 'packages/api/src/index.ts', text: '' }]
  expect(checkArchitecture(files, { api: '', 'api/types': '' })).toEqual([
    '.ci/architecture.mjs  the row "api/types" names no folder with source files.',
  ])
})

test('rooms that allow each other are refused', () => {
  const files = [
    { path: 'packages/api/src/types/run.ts', text: "import '../http/client.js'" },
    { path: 'packages/api/src/http/client.ts', text: "import '../types/run.js'" },
  ]
  expect(checkArchitecture(files, { api: '', 'api/types': 'http', 'api/http': 'types' })).toEqual([
    'Rooms import each other: api/types → api/http → api/types.',
  ])
})

test('packages that allow each other are refused', () => {
  const files = ['a', 'b'].map((name) => ({ path: `packages/${name}/src/index.ts`, text: '' }))
  expect(checkArchitecture(files, { a: 'b', b: 'a' })).toEqual(['Packages import each other: a → b → a.'])
})

test('the drawing puts importers above the imported', () => {
  expect(draw(table)).toMatchInlineSnapshot(`
    "\`\`\`
    packages
      product   → api
      api

    api
      http   → types
      types

    product
      workflows  → all below
      plan       → model
      model
    \`\`\`"
  `)
})

test('the drawing goes between its markers', () => {
  const text = 'a\n<!-- architecture -->\nold\n<!-- /architecture -->\nb'
  expect(insertDrawing(text, 'new')).toBe('a\n<!-- architecture -->\n\nnew\n\n<!-- /architecture -->\nb')
  expect(() => insertDrawing('a', 'new')).toThrow('CONTRIBUTING.md has no "<!-- architecture -->"')
})
