import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { diagnosticCodes } from './diagnostic-codes.js'

test('every code has its section in the docs, and every section its code', async () => {
  const page = await readFile(new URL('../../docs/diagnostics.md', import.meta.url), 'utf8')
  const sections = [...page.matchAll(/^### (.+)$/gm)].map(([, code = '']) => code)
  expect(sections.toSorted()).toEqual([...diagnosticCodes])
})
