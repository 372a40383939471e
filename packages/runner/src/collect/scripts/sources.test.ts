import { realpath } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { findSources } from './sources.js'
import { createFolder, writeFiles } from '../../../test/spec-files.js'

/** The sources of the first file, relative to the folder. */
async function sourcesFor(files: Readonly<Record<string, string>>) {
  const root = await realpath(await writeFiles(await createFolder(), files))
  const found = await findSources(root, join(root, Object.keys(files)[0] ?? ''))
  return [...found].map((path) => relative(root, path)).toSorted()
}

test('the sources of a spec include all imports', async () => {
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
  expect(await sourcesFor(files)).toEqual([
    'a.loadero.ts',
    'data.json',
    'later.mjs',
    'lib/helper.ts',
    'lib/old.cjs',
    'src/setup.ts',
  ])
})

test('broken and missing files are sources too', async () => {
  expect(await sourcesFor({ 'a.ts': "import './b.js'\nimport './gone.js'", 'b.ts': 'const (' })).toEqual([
    'a.ts',
    'b.ts',
  ])
  expect(await sourcesFor({ 'call.py': 'import x' })).toEqual(['call.py'])
  expect(await sourcesFor({ 'plain.js': 'client => client.end()' })).toEqual(['plain.js'])
  expect(await findSources('/', '/no/such/file.ts')).toEqual(new Set(['/no/such/file.ts']))
})
