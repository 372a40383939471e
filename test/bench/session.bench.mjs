// Runs 200 tests, 50 at once, against the local Loadero in virtual time, and counts requests against a bound.
// Build first: npx tsc -b packages/cli.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LoaderoClient } from '@loadero-test/core'
import { virtualClock } from '@loadero-test/core/internal'
import { defaultSessionSettings, runSession } from '@loadero-test/runner'
import { createApp, scriptedEngine } from '@loadero-test/server'

const tests = 200
const concurrency = 50
const perSecond = 4
const pollIntervalMs = 5_000
/** Create, add participants, mark; look up, launch; read the finished run and its results. */
const requestsPerTest = 3 + 2 + 2
const requestsPerProject = 2
const allowance = 1.05

const root = mkdtempSync(join(tmpdir(), 'loadero-test-bench-'))
mkdirSync(join(root, 'specs'))
writeFileSync(join(root, 'specs', 'script.js'), 'client => client.end()')
writeFileSync(
  join(root, 'specs', 'many.loadero.ts'),
  `import { script, test } from 'loadero-test'
for (let n = 0; n < ${tests}; n++) test('test ' + n, {
  startInterval: '10s',
  participantTimeout: '2m',
  script: script('./script.js'),
  participants: [{ name: 'p', browser: 'chromeLatest', count: 2 }],
})
`,
)

const clock = virtualClock()
const scenario = { startupMs: 150_000, default: { durationMs: { uniform: { from: 20_000, to: 90_000 } } } }
const app = createApp({ clock, engine: scriptedEngine({ clock, scenario }) })
const requests = []
function fetch(url, init) {
  requests.push({
    atMs: clock.now(),
    line: `${init.method} ${new URL(url).pathname.replaceAll(/\d+/g, 'n')}`,
  })
  return app(url, init)
}

function session(options) {
  return runSession(
    {
      sessionId: 's',
      find: {
        root,
        filters: [],
        alias: { 'loadero-test': fileURLToPath(import.meta.resolve('@loadero-test/runner/spec')) },
        loadTimeoutMs: 10_000,
        allowOnly: true,
      },
      settings: { ...defaultSessionSettings, concurrency },
      version: '0.0.0',
      target: { kind: 'service', projectId: 1, apiBase: 'http://loadero.test/v2/' },
      pollIntervalMs,
      outputDir: root,
      artifacts: 'failed',
      simulated: true,
      environment: {},
      ...options,
    },
    {
      connect: async () =>
        new LoaderoClient({
          projectId: 1,
          accessToken: 'token',
          apiBase: 'http://loadero.test/v2/',
          fetch,
          clock,
          rateLimit: perSecond,
        }),
      clock,
      reporters: [],
      signal: new AbortController().signal,
    },
  )
}

/** The largest number of requests in any second. */
function maxInASecond() {
  let from = 0
  return requests.reduce((max, { atMs }, index) => {
    while ((requests[from]?.atMs ?? atMs) <= atMs - 1_000) from++
    return Math.max(max, index - from + 1)
  }, 0)
}

const start = performance.now()
const { exit, durationMs } = await session({})
const tookMs = performance.now() - start
await app.close()
rmSync(root, { recursive: true })
if (exit.code !== 0) throw new Error(`ended with ${exit.code}: ${exit.reason}`)

const polls = requests.filter(({ line }) => line === 'GET /vn/projects/n/runs/').length
const bound = requestsPerProject + tests * requestsPerTest + durationMs / pollIntervalMs
const ratio = requests.length / bound
const densest = maxInASecond()
function say(name, value) {
  return console.log(`${name.padEnd(12)} ${value}`)
}
say('tests', `${tests}, ${concurrency} at once`)
say(
  'duration',
  `${(durationMs / 60_000).toFixed(1)} min of the session's time, ${(tookMs / 1_000).toFixed(1)} s of ours`,
)
say(
  'requests',
  `${requests.length}, ${polls} of them polls; ${ratio.toFixed(2)} of the bound of ${Math.round(bound)} (at most ${allowance})`,
)
say('bound', `${requestsPerProject} + ${requestsPerTest} a test + one each ${pollIntervalMs / 1_000} s`)
say('densest', `${densest} in a second (at most ${perSecond})`)
if (ratio > allowance || densest > perSecond) process.exitCode = 1
