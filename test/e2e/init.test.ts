import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { check } from 'prettier'
import { expect, test } from 'vitest'
import { run } from '../support/command.js'
import { createProject } from '../support/project.js'

const parsers = { ts: 'typescript', js: 'babel', yml: 'yaml' } as const

const filesOf = async (root: string) => {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

/** Files that prettier would change. */
const unformatted = async (root: string) => {
  const files = (await filesOf(root)).filter((file) => !file.endsWith('play.js'))
  const checked = files.map(async (file) => {
    const parser = parsers[file.split('.').at(-1) as keyof typeof parsers]
    const text = await readFile(file, 'utf8')
    return !parser || (await check(text, { parser, semi: false, singleQuote: true })) ? [] : [file]
  })
  return (await Promise.all(checked)).flat()
}

test('what init writes is formatted and passes at once, and what is there is kept', async () => {
  const root = await createProject({ '.gitignore': 'dist\n', 'scenario.json': {} })
  const first = await run(root, ['init'])
  expect(first.stdout).toContain('wrote specs/first.loadero.ts\n')
  expect(first.stdout).toContain('kept  .gitignore\n')
  expect(first.stdout).toContain('npm install --save-dev loadero-test\n')
  expect(first.stdout).toContain('add .loadero/ to .gitignore')
  expect(first.code).toBe(0)
  expect(await unformatted(root)).toEqual([])
  const session = await run(root, ['--simulate', 'scenario.json'])
  expect(session.stdout).toContain('✓ the first page opens for two people  2/2 participants')
  expect(session.code).toBe(0)

  const config = join(root, 'loadero.config.ts')
  await writeFile(config, 'export default {}\n')
  const again = await run(root, ['init', '--ci', 'gitlab'])
  expect(again.stdout).toContain('wrote .gitlab/load-tests.yml\n')
  expect(again.stdout).toContain('Exit 0: 1 of 5 files written\n')
  expect(await readFile(config, 'utf8')).toBe('export default {}\n')
})

test('a CI that init does not know is told, and nothing is written', async () => {
  const root = await createProject({})
  const { code, stderr } = await run(root, ['init', '--ci', 'jenkins'])
  expect(stderr).toContain("--ci must be one of github, gitlab, none, not 'jenkins'")
  expect(code).toBe(2)
  expect(await filesOf(root)).toEqual([join(root, 'specs/play.js')])
})
