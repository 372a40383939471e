// Runs every check, continues after a failure, and ends with the counts of what passed and failed.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'checks-'))
const testReport = join(scratch, 'tests.json')
const counts = { passed: 0, failed: 0 }
/** Printed again at the end, where a reader looks first. */
const failures = []

function npm(...args) {
  const options = { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32' }
  return spawnSync('npm', args, options).status
}

function check(name, holds) {
  const start = Date.now()
  process.stdout.write(`\n=== ${name}\n`)
  const ok = holds()
  counts[ok ? 'passed' : 'failed']++
  if (!ok) failures.push(name)
  process.stdout.write(
    `=== ${name}: ${ok ? 'ok' : 'FAILED'} (${((Date.now() - start) / 1_000).toFixed(1)} s)\n`,
  )
  return ok
}

function tests() {
  const status = npm('test', '--', '--reporter=default', '--reporter=json', `--outputFile.json=${testReport}`)
  if (!existsSync(testReport)) return false
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(testReport, 'utf8'))
  counts.passed += numPassedTests
  counts.failed += numFailedTests
  for (const file of testResults) {
    const failed = file.assertionResults.filter((test) => test.status === 'failed')
    if (file.status === 'failed' && failed.length === 0) failures.push(`${file.name}: ${file.message}`)
    for (const test of failed)
      failures.push(`${file.name} > ${test.fullName}: ${test.failureMessages[0]?.split('\n')[0]}`)
  }
  return status === 0 && numPassedTests > 0
}

/** A lockfile with the address of a host installs only where that host can be reached. */
function noAddresses() {
  const { stdout } = spawnSync(
    'git',
    ['grep', '-nE', 'resolved "?https?://|tarball: https?://', '--', 'pnpm-lock.yaml'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  )
  process.stdout.write(stdout)
  return stdout === ''
}

const demoReports = ['call', 'shop'].map((name) =>
  join(root, 'fixtures', 'projects', name, '.loadero', 'junit.xml'),
)

try {
  if (check('set-up', () => npm('run', 'setup') === 0)) {
    check('types', () => npm('run', 'types') === 0)
    check('lint', () => npm('run', 'lint') === 0)
    check('measures within their limits', () => npm('run', 'measure') === 0)
    check('format', () => npm('run', 'format:check') === 0)
    check('unused code and dependencies', () => npm('run', 'unused') === 0)
    check('lockfile without addresses', noAddresses)
    check('demo ends with 0 and leaves its reports', () => {
      for (const file of demoReports) rmSync(file, { force: true })
      return (
        npm('run', 'demo') === 0 &&
        demoReports.every((file) => existsSync(file) && readFileSync(file, 'utf8').includes('<testcase '))
      )
    })
    check('failing demo ends with 1', () => npm('run', 'demo:failing') === 1)
    check('packages install and run', () => npm('run', 'packaging') === 0)
    check('tests', tests)
  }
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
for (const failure of failures) process.stdout.write(`\nFAILED ${failure}`)
process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed\n`)
process.exit(counts.failed === 0 ? 0 : 1)
