import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { diagnosticCodes } from './diagnostic.js'

test('the docs have one section for each code', async () => {
  const page = await readFile(new URL('../../docs/diagnostics.md', import.meta.url), 'utf8')
  const sections = [...page.matchAll(/^### (.+)$/gm)].map(([, code = '']) => code)
  expect(sections.toSorted()).toEqual([...diagnosticCodes])
})
