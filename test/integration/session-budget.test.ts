import { expect, test } from 'vitest'
import { head } from '../support/project.js'
import { createPlace, type Request } from '../support/session.js'

const tests = 200
const intervalMs = 5_000

function place() {
  return createPlace({
    files: {
      'specs/many.loadero.ts': `${head}
for (let n = 0; n < ${tests}; n++) test('test ' + n, {
  startInterval: '10s',
  participantTimeout: '2m',
  script: script('./play.js'),
  participants: [{ name: 'p', browser: 'chromeLatest', count: 2 }],
})
`,
    },
    scenario: { startupMs: 150_000, default: { durationMs: { uniform: { from: 20_000, to: 90_000 } } } },
    requestsPerSecond: 4,
  })
}

/** The most requests in any second. */
function densest(requests: readonly Request[]): number {
  return requests.reduce(
    (most, { atMs }) =>
      Math.max(most, requests.filter((one) => one.atMs >= atMs && one.atMs < atMs + 1_000).length),
    0,
  )
}

/** Made, filled and marked; looked for and launched; read once more at its end, with its results. */
const requestsOfATest = 3 + 2 + 2

test('200 tests, 50 at once: one list request polls them all, within 4 requests a second', async () => {
  const { session, requests, runs } = await place()
  // Without a journal: two syncs of the disk a test are the one thing here that takes real time.
  const { exit, durationMs } = await session({
    concurrency: 50,
    pollIntervalMs: intervalMs,
    target: undefined,
  })
  expect(exit.code).toBe(0)
  expect(await runs()).toHaveLength(tests)
  expect(densest(requests)).toBe(4)
  const ofTheProject = 2
  const bound = ofTheProject + tests * requestsOfATest + durationMs / intervalMs
  expect(requests.length).toBeLessThanOrEqual(1.05 * bound)
})
