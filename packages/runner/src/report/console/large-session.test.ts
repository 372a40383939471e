import { expect, onTestFinished, test } from 'vitest'
import { aParticipant, aRun, aSummary, aTest, aTestResult } from '../../../test/examples.js'
import { createScreen, steppedClock } from '../../../test/screen.js'
import type { TestResult } from '../../model/result.js'
import { consoleReporter } from './console.js'

const tests = Array.from({ length: 200 }, (_, num) => ({
  ...aTest(`room ${num}`, { participants: [aParticipant('buyer', 4)] }),
  location: { file: `specs/area-${Math.floor(num / 20)}.loadero.ts`, line: 3 + (num % 20) },
}))

/** Twelve fail because of one cause, one fails for a reason of its own, one is flaky, and the others pass. */
function resultOf(num: number): TestResult {
  const base = {
    test: tests[num] ?? aTest(),
    participantCounts: { total: 4, passed: 4, failed: 0 },
    durationMs: 60_000,
  }
  const failedWith = (message: string) =>
    aTestResult({
      ...base,
      verdict: 'failed',
      participantCounts: { total: 4, passed: 3, failed: 1 },
      reasons: [
        {
          kind: 'script',
          message,
          participants: ['buyer #3'],
          evidence: [`/project/.loadero/run-${num}/script.log`],
        },
      ],
    })
  if (num % 16 === 5 && num < 190) return failedWith('net::ERR_CONNECTION_REFUSED (specs/open.js:3)')
  if (num === 66) return failedWith('no element <#buy> (specs/buy.js:12)')
  const attempt = { ...failedWith('no dial tone'), verdict: 'errored' as const }
  return aTestResult({ ...base, ...(num === 77 && { previousAttempts: [attempt] }) })
}

async function startSession(size: { readonly columns: number; readonly rows: number }) {
  const screen = createScreen(size, true)
  const { clock, pass } = steppedClock()
  const reporter = consoleReporter({
    form: 'console',
    terminal: screen.terminal,
    colors: false,
    cwd: '/project',
    clock,
    timer: clock,
  })
  onTestFinished(() => screen.leave())
  await reporter.onBegin?.(tests, [])
  return { screen, reporter, pass }
}

test('a terminal shows 200 tests as failures, files and a window', async () => {
  const { screen, reporter, pass } = await startSession({ columns: 100, rows: 24 })
  for (const [num, one] of tests.entries()) {
    await reporter.onTestBegin?.(one)
    const run = aRun({ id: num, status: 'running', participant_count: 4 })
    await reporter.onTestProgress?.(one, { phase: 'live', attempt: 1, run })
    if (num >= 60) await reporter.onTestEnd?.(resultOf(num - 60))
  }
  await pass(1_000)
  const shown = await screen.shown()
  expect(shown.split('\n').length).toBeLessThanOrEqual(24)
  expect(shown).toContain('… and 40 more')
  expect(shown).toMatch(/60 in flight of 200 tests$/)
  for (let num = 140; num < 200; num++) await reporter.onTestEnd?.(resultOf(num))
  await pass(1_000)
  const results = tests.map((_, num) => resultOf(num))
  await reporter.onEnd?.(
    aSummary({ tests: results, durationMs: 61_000, exit: { code: 1, reason: '13 tests failed' } }),
  )
  expect(await screen.scrolled()).toMatchInlineSnapshot(`
    "200 tests in 10 files

    ✗ room 5  3/4 participants  1 min 0 s
    ✓ specs/area-0.loadero.ts  19 of 20 tests passed
    ✗ room 21  3/4 participants  1 min 0 s
    ✗ room 37  3/4 participants  1 min 0 s
    ✓ specs/area-1.loadero.ts  18 of 20 tests passed
    ✗ room 53  3/4 participants  1 min 0 s
    ✓ specs/area-2.loadero.ts  19 of 20 tests passed
    ✗ room 66  3/4 participants  1 min 0 s
    ✗ room 69  3/4 participants  1 min 0 s
    ✓ room 77  4/4 participants  1 min 0 s  flaky: attempt 2
    ✓ specs/area-3.loadero.ts  17 of 20 tests passed
    ✗ room 85  3/4 participants  1 min 0 s
    ✓ specs/area-4.loadero.ts  19 of 20 tests passed
    ✗ room 101  3/4 participants  1 min 0 s
    ✗ room 117  3/4 participants  1 min 0 s
    ✓ specs/area-5.loadero.ts  18 of 20 tests passed
    ✗ room 133  3/4 participants  1 min 0 s
    ✓ specs/area-6.loadero.ts  19 of 20 tests passed
    ✗ room 149  3/4 participants  1 min 0 s
    ✓ specs/area-7.loadero.ts  19 of 20 tests passed
    ✗ room 165  3/4 participants  1 min 0 s
    ✓ specs/area-8.loadero.ts  19 of 20 tests passed
    ✗ room 181  3/4 participants  1 min 0 s
    ✓ specs/area-9.loadero.ts  19 of 20 tests passed

    FAILED room 5 specs/area-0.loadero.ts:8
      script: net::ERR_CONNECTION_REFUSED (specs/open.js:3)
        1 of 4 participants: buyer #3
        .loadero/run-5/script.log
      the same in 11 more tests:
        FAILED room 21 specs/area-1.loadero.ts:4  .loadero/run-21/script.log
        FAILED room 37 specs/area-1.loadero.ts:20  .loadero/run-37/script.log
        FAILED room 53 specs/area-2.loadero.ts:16  .loadero/run-53/script.log
        FAILED room 69 specs/area-3.loadero.ts:12  .loadero/run-69/script.log
        FAILED room 85 specs/area-4.loadero.ts:8  .loadero/run-85/script.log
        FAILED room 101 specs/area-5.loadero.ts:4  .loadero/run-101/script.log
        FAILED room 117 specs/area-5.loadero.ts:20  .loadero/run-117/script.log
        FAILED room 133 specs/area-6.loadero.ts:16  .loadero/run-133/script.log
        FAILED room 149 specs/area-7.loadero.ts:12  .loadero/run-149/script.log
        FAILED room 165 specs/area-8.loadero.ts:8  .loadero/run-165/script.log
        and 1 more

    FAILED room 66 specs/area-3.loadero.ts:9
      script: no element <#buy> (specs/buy.js:12)
        1 of 4 participants: buyer #3
        .loadero/run-66/script.log

    FLAKY room 77 specs/area-3.loadero.ts:20
      attempt 1 errored: script: no dial tone

    Tests         13 failed, 187 passed, 1 flaky of 200
    Participants  787 passed of 800
    Duration      1 min 1 s
    Session       20261122-100000-abcd"
  `)
})

test('tests that passed are counted when a session ends before their file', async () => {
  const { screen, reporter, pass } = await startSession({ columns: 100, rows: 24 })
  for (const num of [0, 1, 2]) await reporter.onTestEnd?.(resultOf(num))
  await pass(1_000)
  expect(await screen.scrolled()).not.toContain('passed  ')
  await reporter.onEnd?.(aSummary({ tests: [0, 1, 2].map(resultOf) }))
  expect(await screen.scrolled()).toContain('✓ specs/area-0.loadero.ts  3 of 20 tests passed')
})
