// Prepares a clone that has only Node and npm: pnpm, dependencies, build and, with --browser, a browser. Skips steps that
// are done. Has no dependencies, because it runs first.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const stampFile = join(root, 'node_modules', '.setup-stamp')

function say(text) {
  return process.stdout.write(`setup: ${text}\n`)
}

function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options })
  if (error) throw error
  if (status !== 0) {
    say(`failed: ${[command, ...args].join(' ')}`)
    process.exit(status ?? 1)
  }
}

/** A hash of the files that decide the content of an installation. */
function fingerprint() {
  const packages = ['packages', 'fixtures/projects'].flatMap((parent) =>
    readdirSync(join(root, parent)).map((name) => join(parent, name, 'package.json')),
  )
  const files = [
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    'package.json',
    'test/package.json',
    'fixtures/package.json',
  ]
  const hash = createHash('sha256').update(process.version)
  for (const file of [...files, ...packages]) {
    if (existsSync(join(root, file))) hash.update(file).update(readFileSync(join(root, file)))
  }
  return hash.digest('hex')
}

function install() {
  const stamp = fingerprint()
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  say(`installing dependencies with ${packageManager} from the lockfile`)
  // In a log, each step of the progress would be a line.
  const args = ['install', '--frozen-lockfile', ...(process.stdout.isTTY ? [] : ['--loglevel=warn'])]
  // With CI set, pnpm asks no questions.
  const env = { ...process.env, CI: 'true' }
  if (process.env.npm_config_user_agent?.startsWith('pnpm')) {
    run(process.execPath, [process.env.npm_execpath, ...args], { env })
  } else {
    run('npx', ['--yes', packageManager, ...args], { env, shell: process.platform === 'win32' })
  }
  // Written last, so that an incomplete installation is repeated.
  writeFileSync(stampFile, stamp)
}

function build() {
  run(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-b', 'packages/cli'])
  run(process.execPath, [join(root, '.ci', 'bundle.mjs')])
}

install()
build()
if (process.argv.includes('--browser')) {
  const { ensureBrowser } = await import('./browser.mjs')
  ensureBrowser(say)
}
