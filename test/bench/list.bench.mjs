// Cold listing of 50 and of 500 specs, against `vitest list` and `playwright test --list` of as many files with as many
// tests. Medians of whole processes. Goal: linear in the number of specs, and at most half of Playwright's time.
// Playwright is installed for this benchmark only, without a browser.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const modules = join(root, 'node_modules')
const rounds = Number(process.argv[2] ?? 5)
const scratch = mkdtempSync(join(tmpdir(), 'bench-list-'))

const loaderoTest = {
  name: 'loadero-test list',
  modules,
  file: (index) => `s${index}.loadero.ts`,
  text: (title) =>
    `import { script, test } from 'loadero-test'\nimport { people } from './people'\ntest(${title}, { script: script('./script.js'), participants: people })\n`,
  args: () => [join(root, 'packages', 'cli', 'bin', 'loadero-test.js'), 'list'],
}

function peer(name, from, peerModules, args) {
  return {
    name,
    modules: peerModules,
    file: (index) => `s${index}.test.ts`,
    text: (title) =>
      `import { test } from '${from}'\nimport { people } from './people'\ntest(${title}, () => void people)\n`,
    args,
  }
}

function fetchPlaywright() {
  const directory = join(scratch, 'playwright')
  mkdirSync(directory)
  writeFileSync(join(directory, 'package.json'), '{ "private": true }')
  const args = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '@playwright/test@1.64.1']
  spawnSync('npm', args, { cwd: directory, shell: process.platform === 'win32' })
  return join(directory, 'node_modules')
}

/** A project of so many files with one test each, all of which import one helper. */
function createProject(tool, count) {
  const directory = join(scratch, `${tool.name.replaceAll(/\W+/g, '-')}-${count}`)
  mkdirSync(join(directory, 'specs'), { recursive: true })
  symlinkSync(tool.modules, join(directory, 'node_modules'))
  const write = (name, text) => writeFileSync(join(directory, 'specs', name), text)
  write('script.js', 'client => client.end()')
  write('people.ts', "export const people = [{ name: 'a', browser: 'chromeLatest' as const }]")
  for (let index = 0; index < count; index++)
    write(tool.file(index), tool.text(`\`t\${${index} as number}\``))
  return directory
}

function time(tool, count) {
  const cwd = createProject(tool, count)
  const times = Array.from({ length: rounds }, () => {
    const start = performance.now()
    const { status, stderr, stdout } = spawnSync(process.execPath, tool.args(cwd), { cwd, encoding: 'utf8' })
    if (status !== 0) throw new Error(`${tool.name} ended with ${status}: ${stderr}${stdout}`)
    return performance.now() - start
  })
  const median = times.toSorted((a, b) => a - b)[Math.floor(rounds / 2)]
  console.log(`${tool.name}, ${count} files: ${Math.round(median)} ms`)
  return median
}

try {
  const few = time(loaderoTest, 50)
  const many = time(loaderoTest, 500)
  console.log(
    `  10 times the specs take ${(many / few).toFixed(1)} times as long (linear or better: at most 10)`,
  )
  const playwright = fetchPlaywright()
  const peers = [
    peer('playwright test --list', '@playwright/test', playwright, () => [
      join(playwright, '@playwright', 'test', 'cli.js'),
      'test',
      '--list',
    ]),
    peer('vitest list', 'vitest', modules, (cwd) => [
      join(modules, 'vitest', 'vitest.mjs'),
      'list',
      '--root',
      cwd,
    ]),
  ]
  for (const other of peers) console.log(`  ratio ${(few / time(other, 50)).toFixed(2)}`)
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
