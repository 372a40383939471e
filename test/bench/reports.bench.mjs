// Renders the JUnit and JSON reports of a session with 100,000 tests, a tenth of which failed.
// Build first: npx tsc -b packages/runner. Goal: each under 5 s, and under 500 MB in all.
import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { jsonReporter, junitReporter } from '../../packages/runner/dist/index.js'

// A larger heap fills with garbage, which says nothing about the memory that is needed.
const heap = '--max-old-space-size=330'
if (!process.execArgv.includes(heap)) {
  const again = spawnSync(process.execPath, [heap, fileURLToPath(import.meta.url)], { stdio: 'inherit' })
  process.exit(again.status ?? 1)
}

const files = 1_000
const testsPerFile = 100
const maxMs = 5_000
const rounds = 3
const maxBytes = 500e6

const counts = { total: 2, passed: 2, failed: 0 }
const failure = {
  kind: 'assert',
  message: 'webrtc/audio/rtt/avg',
  expected: '< 200',
  actual: '412',
  participants: ['caller #0'],
  evidence: [],
}

function result(file, index) {
  return {
    test: {
      id: `specs ${file} > test ${index}`,
      title: `test ${index}`,
      location: { file: `specs/s${file}.loadero.ts`, line: index + 1 },
      tags: ['load'],
    },
    verdict: index % 10 === 0 ? 'failed' : 'passed',
    reasons: index % 10 === 0 ? [failure] : [],
    participantCounts: counts,
    run: { id: file * testsPerFile + index, test_id: index, status: 'done' },
    durationMs: 61_250,
    previousAttempts: [],
    checks: [],
    participants: [],
    metrics: [{ path: 'webrtc/audio/rtt/avg', value: 106.5 }],
  }
}

const summary = {
  sessionId: '20261122-100000-abcd',
  startedMs: Date.UTC(2026, 10, 22),
  durationMs: 65_000,
  tests: Array.from({ length: files }, (_, file) =>
    Array.from({ length: testsPerFile }, (__, index) => result(file, index)),
  ).flat(),
  diagnostics: [],
  errors: [],
  simulated: false,
  environment: { ci: 'github', commit: '0f1e2d3c4b5a' },
  exit: { code: 1, reason: '10000 tests failed' },
}

const directory = await mkdtemp(join(tmpdir(), 'bench-reports-'))
const idle = process.memoryUsage().rss
let slow = false
for (const make of [junitReporter, jsonReporter]) {
  const outputFile = join(directory, 'report')
  const reporter = make({ outputFile })
  const times = []
  for (let round = 0; round < rounds; round++) {
    const start = performance.now()
    await reporter.onEnd(summary)
    times.push(performance.now() - start)
  }
  // Other load can only add to the time.
  const bestMs = Math.min(...times)
  slow ||= bestMs > maxMs
  const { size } = await stat(outputFile)
  const all = times.map((ms) => ms.toFixed(0)).join(', ')
  console.log(
    `${reporter.name.padEnd(8)} ${bestMs.toFixed(0)} ms (at most ${maxMs}) of ${all}; ${(size / 1e6).toFixed(0)} MB`,
  )
}
await rm(directory, { recursive: true })
const peak = process.resourceUsage().maxRSS * 1_024
function mega(bytes) {
  return `${(bytes / 1e6).toFixed(0)} MB`
}
console.log(`memory   ${mega(peak)} at its peak (at most ${mega(maxBytes)}), ${mega(idle)} before`)
if (slow || peak > maxBytes) process.exitCode = 1
