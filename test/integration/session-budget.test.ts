import { expect, test } from 'vitest'
import { head } from '../support/project.js'
import { createSessionEnvironment, type RecordedRequest } from '../support/session-environment.js'

const tests = 200
const intervalMs = 5_000

function createEnvironment() {
  return createSessionEnvironment({
    files: {
      'specs/many.loadero.ts': `${head}
for (let n = 0; n < ${tests}; n++) test('test ' + n, {
  startInterval: '10s',
  participantTimeout: '2m',
  script: script('./script.js'),
  participants: [{ name: 'p', browser: 'chromeLatest', count: 2 }],
})
`,
    },
    scenario: { startupMs: 150_000, default: { durationMs: { uniform: { from: 20_000, to: 90_000 } } } },
    requestsPerSecond: 4,
  })
}

/** The largest number of requests in any second. */
function maxPerSecond(requests: readonly RecordedRequest[]): number {
  return requests.reduce(
    (max, { atMs }) =>
      Math.max(max, requests.filter((one) => one.atMs >= atMs && one.atMs < atMs + 1_000).length),
    0,
  )
}

/**
 * Create, look for duplicates, add participants, mark; look up, launch, read the frozen script; read the statistics of the
 * finished run, its participants and its results.
 */
const requestsPerTest = 4 + 3 + 3

test('200 tests stay within four requests a second', async () => {
  const { session, requests, runs } = await createEnvironment()
  // Without a target there is no journal. Its two disk syncs per test would take real time.
  const { exit, durationMs } = await session({
    concurrency: 50,
    pollIntervalMs: intervalMs,
    target: undefined,
  })
  expect(exit.code).toBe(0)
  expect(await runs()).toHaveLength(tests)
  expect(maxPerSecond(requests)).toBe(4)
  const requestsPerProject = 2
  const bound = requestsPerProject + tests * requestsPerTest + durationMs / intervalMs
  expect(requests.length).toBeLessThanOrEqual(1.05 * bound)
})
