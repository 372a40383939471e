import { realpath } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { sourcesOf } from './sources.js'
import { folder, write } from '../../../test/spec-files.js'

/** What the first of these files is made of, by paths relative to their folder. */
async function told(files: Readonly<Record<string, string>>) {
  const root = await realpath(await write(await folder(), files))
  const found = await sourcesOf(root, join(root, Object.keys(files)[0] ?? ''))
  return [...found].map((path) => relative(root, path)).toSorted()
}

test('a spec is made of itself and of all that it imports, in any way', async () => {
  const files = {
    'a.loadero.ts': `import { test } from 'loadero-test'
import type { Who } from './types'
import data from './data.json' with { type: 'json' }
import { helper } from './lib/helper.js'
import '@/setup'
const later = () => import('./later.mjs')
test(helper, data)`,
    'types.ts': 'export interface Who { name: string }',
    'data.json': '{}',
    'lib/helper.ts': "import fs from 'node:fs'\nconst old = require('./old.cjs')\nexport const helper = old",
    'lib/old.cjs': 'module.exports = 1',
    'src/setup.ts': 'globalThis.x = 1',
    'later.mjs': 'export {}',
    'unrelated.ts': '',
    'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
  }
  expect(await told(files)).toEqual([
    'a.loadero.ts',
    'data.json',
    'later.mjs',
    'lib/helper.ts',
    'lib/old.cjs',
    'src/setup.ts',
  ])
})

test('what is broken, missing, or in another language is itself', async () => {
  expect(await told({ 'a.ts': "import './b.js'\nimport './gone.js'", 'b.ts': 'const (' })).toEqual([
    'a.ts',
    'b.ts',
  ])
  expect(await told({ 'play.py': 'import x' })).toEqual(['play.py'])
  expect(await told({ 'plain.js': 'client => client.end()' })).toEqual(['plain.js'])
  expect(await sourcesOf('/', '/no/such/file.ts')).toEqual(new Set(['/no/such/file.ts']))
})
