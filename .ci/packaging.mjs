// Packs and lints every package, installs the tarballs into an empty project and runs a spec there without a browser.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const workplace = mkdtempSync(join(tmpdir(), 'packaging-'))
const tarballs = join(workplace, 'tarballs')
const project = join(workplace, 'project')

function run(cwd, command, ...args) {
  const { status, error } = spawnSync(command, args, {
    cwd,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (error || status !== 0) throw new Error(`${[command, ...args].join(' ')} failed`, { cause: error })
}

function pack() {
  const folders = readdirSync(join(root, 'packages')).filter((name) =>
    existsSync(join(root, 'packages', name, 'package.json')),
  )
  for (const name of folders) {
    run(
      join(root, 'packages', name),
      'npx',
      '--yes',
      packageManager,
      '--silent',
      'pack',
      '--pack-destination',
      tarballs,
    )
  }
  return readdirSync(tarballs).map((name) => join(tarballs, name))
}

function install(files) {
  const dependencies = Object.fromEntries(
    files.map((file) => {
      const name = file.match(/([a-z-]+)-\d+\.\d+\.\d+\.tgz$/)[1]
      return [name.replace(/^loadero-test-(?=\w)/, '@loadero-test/'), `file:${file}`]
    }),
  )
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({ private: true, type: 'module', dependencies }),
  )
  run(project, 'npm', 'install', '--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline')
}

const spec = `import { test, script } from 'loadero-test'
const visitor = { name: 'visitor', browser: 'chromeLatest' } as const
test('installed', { script: script('./visit.js'), participants: [visitor] })
`

try {
  mkdirSync(tarballs)
  mkdirSync(project)
  const files = pack()
  for (const file of files) run(root, join(root, 'node_modules', '.bin', 'publint'), 'run', '--strict', file)
  install(files)
  writeFileSync(join(project, 'visit.js'), 'client => client.end()')
  writeFileSync(join(project, 'a.loadero.ts'), spec)
  writeFileSync(join(project, 'scenario.json'), '{}')
  run(project, 'npx', '--no-install', 'loadero-test', '--simulate', 'scenario.json')
} finally {
  rmSync(workplace, { recursive: true, force: true })
}
