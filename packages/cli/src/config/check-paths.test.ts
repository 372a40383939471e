import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { optionRows } from '../options/options.js'
import { checkPaths } from './check-paths.js'

test('a path that does not exist, or is of another kind, is refused', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'paths-'))
  onTestFinished(() => rmSync(cwd, { recursive: true }))
  writeFileSync(join(cwd, 'file'), '')
  const rows = optionRows.filter(([, { exists }]) => exists !== undefined)
  expect(rows.map(([key]) => key)).toEqual(['config', 'envFile', 'root'])
  for (const [key, { flag, exists }] of rows) {
    const [right, wrong] = exists === 'file' ? ['file', '.'] : ['.', 'file']
    expect(() => checkPaths({ [key]: right }, cwd)).not.toThrow()
    expect(() => checkPaths({ [key]: wrong }, cwd)).toThrow(new RegExp(`^${flag} .* is (not )?a directory`))
    expect(() => checkPaths({ [key]: 'missing' }, cwd)).toThrow(
      `${flag} ${join(cwd, 'missing')} does not exist`,
    )
    // Below a file there is nothing.
    expect(() => checkPaths({ [key]: 'file/below' }, cwd)).toThrow(`${flag} ${join(cwd, 'file/below')}`)
  }
  expect(() => checkPaths({ outputDir: 'missing', local: true }, cwd)).not.toThrow()
})
