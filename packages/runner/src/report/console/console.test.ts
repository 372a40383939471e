import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import type { TestResult } from '../../model/result.js'
import type { Summary } from '../../model/session.js'
import { aParticipant, aRun, aSummary, aTest, aTestResult } from '../../../test/examples.js'
import { type ConsoleForm, consoleReporter } from './console.js'
import { sessions } from '../../../test/sessions.js'
import { createScreen, steppedClock } from '../../../test/screen.js'

const tests = ['shop > buys', 'shop > sells', 'shop > 会議室 🦉'].map((id, n) => ({
  ...aTest(id, { participants: [aParticipant('buyer', 4)] }),
  location: { file: 'specs/shop.loadero.ts', line: 7 + n },
}))
const [buys, sells, meets] = tests as [(typeof tests)[0], (typeof tests)[0], (typeof tests)[0]]

const passed = aTestResult({
  test: buys,
  participantCounts: { total: 4, passed: 4, failed: 0 },
  durationMs: 190_000,
  computeUnits: { estimated: 8, actual: 8 },
  previousAttempts: [
    aTestResult({
      verdict: 'errored',
      reasons: [{ kind: 'run', message: 'run 34 ended as aws-error', participants: [], evidence: [] }],
    }),
  ],
})

const failed = aTestResult({
  test: sells,
  verdict: 'failed',
  participantCounts: { total: 4, passed: 1, failed: 3 },
  durationMs: 200_000,
  computeUnits: { estimated: 8 },
  checks: [
    { kind: 'script', name: 'script', outcome: 'failed', participants: { total: 4, passed: 1 } },
    {
      kind: 'assert',
      name: 'webrtc/audio/rtt/avg < 200',
      outcome: 'passed',
      participants: { total: 4, passed: 4 },
    },
  ],
  reasons: [
    {
      kind: 'script',
      message: 'no element <#buy> (specs/play.ts:3:5)',
      participants: ['buyer #0', 'buyer #1', 'buyer #3'],
      overrepresented: ['3 of 3: firefox132, eu-central-1'],
      evidence: ['/project/.loadero/run-35/1-buyer/script.log'],
    },
    {
      kind: 'expectation',
      message: '95th percentile of webrtc/audio/rtt/avg',
      expected: '< 200',
      actual: '412',
      participantTotal: 2,
      participants: ['buyer #0'],
      evidence: [],
    },
  ],
})

const skipped = aTestResult({
  test: meets,
  verdict: 'skipped',
  participantCounts: { total: 0, passed: 0, failed: 0 },
  durationMs: 0,
  reasons: [{ kind: 'session', message: 'marked skip', participants: [], evidence: [] }],
})

const summary = aSummary({
  tests: [passed, failed, skipped],
  durationMs: 214_000,
  exit: { code: 1, reason: '1 test failed' },
})

interface Look {
  readonly canRedraw?: boolean
  readonly columns?: number
  readonly rows?: number
  readonly colors?: boolean
}

function follow(
  form: ConsoleForm,
  { canRedraw = false, columns = 80, rows = 24, colors = false }: Look = {},
) {
  const screen = createScreen({ columns, rows }, canRedraw)
  const { clock, pass } = steppedClock()
  const reporter = consoleReporter({
    form,
    terminal: screen.terminal,
    colors,
    cwd: '/project',
    clock,
    timer: clock,
  })
  onTestFinished(() => screen.leave())
  return { screen, reporter, pass }
}

/** A whole session: one test is retried, one fails, and in between there is a long silence. */
async function play({ reporter, pass }: ReturnType<typeof follow>, silenceMs = 0) {
  await reporter.onBegin?.(tests, [
    {
      code: 'small-sample',
      severity: 'warning',
      message: 'few',
      location: buys.location,
      hint: 'Take more.',
    },
  ])
  for (const [n, one] of [buys, sells].entries()) {
    await reporter.onTestBegin?.(one)
    await reporter.onTestProgress?.(one, { phase: 'applying', attempt: 1 })
    for (const status of ['pending', 'running', 'collecting-results'] as const) {
      const run = aRun({ id: 34 + n, status, participant_count: 4, total_cu_count: 8 })
      await reporter.onTestProgress?.(one, { phase: 'live', attempt: 1, run, expectedEndMs: 600_000 })
    }
  }
  await pass(silenceMs, 1_000)
  await reporter.onTestRetry?.(buys, passed.previousAttempts[0] as TestResult)
  await reporter.onTestProgress?.(buys, {
    phase: 'live',
    attempt: 2,
    run: aRun({ id: 36, status: 'running', participant_count: 4 }),
  })
  await reporter.onNotice?.({ severity: 'warning', message: 'the service is slow', test: sells })
  await reporter.onNotice?.({ severity: 'info', message: 'the plan has room' })
  await pass(200)
}

async function end({ reporter, pass }: ReturnType<typeof follow>) {
  await reporter.onTestEnd?.(passed)
  await reporter.onTestEnd?.(failed)
  await pass(200)
  await reporter.onEnd?.(summary)
}

test('on a terminal a window shows what is in flight, and in the end nothing of it is left', async () => {
  const place = follow('console', { canRedraw: true })
  await play(place)
  expect(await place.screen.shown()).toMatchInlineSnapshot(`
    "specs/shop.loadero.ts:7 warning small-sample
      few
      Take more.
    3 tests in 1 file

      shop > buys: errored, is tried again: run: run 34 ended as aws-error
      shop > sells: the service is slow
      the plan has room

    ● shop > buys   running (2)         4 participants        0:00
    ● shop > sells  collecting-results  4 participants  8 CU  0:00  / 10:00
    0:00  2 in flight, 1 waiting of 3 tests"
  `)
  await end(place)
  expect(await place.screen.scrolled()).toMatchInlineSnapshot(`
    "specs/shop.loadero.ts:7 warning small-sample
      few
      Take more.
    3 tests in 1 file

      shop > buys: errored, is tried again: run: run 34 ended as aws-error
      shop > sells: the service is slow
      the plan has room
    ✓ shop > buys  4/4 participants  3 min 10 s  8 CU  flaky: attempt 2
    ✗ shop > sells  1/4 participants  3 min 20 s

    FLAKY shop > buys specs/shop.loadero.ts:7
      attempt 1 errored: run: run 34 ended as aws-error

    FAILED shop > sells specs/shop.loadero.ts:8
      script: no element <#buy> (specs/play.ts:3:5)
        3 of 4 participants: buyer #0, buyer #1, buyer #3
        unlike the rest, 3 of 3: firefox132, eu-central-1
        .loadero/run-35/1-buyer/script.log
      expectation: 95th percentile of webrtc/audio/rtt/avg < 200 (got 412)
        1 of 2 participants: buyer #0

    SKIPPED shop > 会議室 🦉 specs/shop.loadero.ts:9  marked skip

    Tests         1 failed, 1 skipped, 1 passed, 1 flaky of 3
    Participants  5 passed of 8
    Compute units 8 (estimated 16)
    Duration      3 min 34 s
    Session       20261122-100000-abcd"
  `)
  expect(place.screen.listening()).toBe(0)
})

test('in CI there is a line for each change that matters, and a sign of life in silence', async () => {
  const place = follow('console', { columns: 200, rows: 60 })
  await play(place, 200_000)
  await end(place)
  expect(await place.screen.scrolled()).toMatchInlineSnapshot(`
    "specs/shop.loadero.ts:7 warning small-sample
      few
      Take more.
    3 tests in 1 file

      shop > buys: run 34 launched
      shop > buys: run 34 is running
      shop > sells: run 35 launched
      shop > sells: run 35 is running
      1:00  0 of 3 tests over: shop > buys (run 34, collecting-results, 1:00), shop > sells (run 35, collecting-results, 1:00)
      3:00  0 of 3 tests over: shop > buys (run 34, collecting-results, 3:00), shop > sells (run 35, collecting-results, 3:00)
      shop > buys: errored, is tried again: run: run 34 ended as aws-error
      shop > buys: run 36 launched (attempt 2)
      shop > sells: the service is slow
      the plan has room
    ✓ shop > buys  4/4 participants  3 min 10 s  8 CU  flaky: attempt 2
    ✗ shop > sells  1/4 participants  3 min 20 s

    FLAKY shop > buys specs/shop.loadero.ts:7
      attempt 1 errored: run: run 34 ended as aws-error

    FAILED shop > sells specs/shop.loadero.ts:8
      script: no element <#buy> (specs/play.ts:3:5)
        3 of 4 participants: buyer #0, buyer #1, buyer #3
        unlike the rest, 3 of 3: firefox132, eu-central-1
        .loadero/run-35/1-buyer/script.log
      expectation: 95th percentile of webrtc/audio/rtt/avg < 200 (got 412)
        1 of 2 participants: buyer #0

    SKIPPED shop > 会議室 🦉 specs/shop.loadero.ts:9  marked skip

    Tests         1 failed, 1 skipped, 1 passed, 1 flaky of 3
    Participants  5 passed of 8
    Compute units 8 (estimated 16)
    Duration      3 min 34 s
    Session       20261122-100000-abcd"
  `)
  const written = place.screen.written()
  await place.pass(600_000, 10_000)
  expect(place.screen.written()).toBe(written)
})

test.each(['dot', 'list', 'verbose', 'quiet'] as const)('%s', async (form) => {
  const place = follow(form, { columns: 200, rows: 60 })
  await play(place)
  await end(place)
  expect(await place.screen.scrolled()).toMatchSnapshot()
})

test.each(Object.entries<Summary>(sessions))('the end of a session: %s', async (_, ended) => {
  const place = follow('console', { columns: 200, rows: 60 })
  await place.reporter.onBegin?.(
    ended.tests.map(({ test: one }) => ({ ...aTest(), ...one })),
    ended.diagnostics,
  )
  for (const result of ended.tests) await place.reporter.onTestEnd?.(result)
  await place.reporter.onEnd?.(ended)
  expect(await place.screen.scrolled()).toMatchSnapshot()
})

test('every phase of a test has its words in the verbose form', async () => {
  const { screen, reporter } = follow('verbose', { columns: 200, rows: 60 })
  await reporter.onBegin?.([buys], [])
  await reporter.onTestBegin?.(buys)
  for (const phase of ['waiting', 'applying', 'launching', 'live', 'stopping', 'collecting'] as const) {
    const run = aRun({ id: 34, status: 'running' })
    const isLaunched = !['waiting', 'applying', 'launching'].includes(phase)
    await reporter.onTestProgress?.(buys, { phase, attempt: 1, ...(isLaunched && { run }) })
  }
  expect(await screen.scrolled()).toMatchInlineSnapshot(`
    "1 test in 1 file

      shop > buys: waiting for its turn
      shop > buys: applying the plan
      shop > buys: launching
      shop > buys: run 34 launched
      shop > buys: stopping run 34
      shop > buys: reading the results"
  `)
})

test('a session without tests says nothing of them, and an error of its own is told once', async () => {
  const place = follow('console')
  await place.reporter.onBegin?.([], [])
  await place.reporter.onEnd?.(
    aSummary({
      tests: [
        aTestResult({ verdict: 'errored', reasons: [{ ...skipped.reasons[0]!, message: 'no token' }] }),
      ],
      errors: [{ kind: 'refused', message: 'no token', hint: 'Set one.' }],
    }),
  )
  expect((await place.screen.scrolled()).match(/no token/g)).toHaveLength(1)
  expect(await place.screen.scrolled()).toMatchInlineSnapshot(`
    "
    no token
      Set one.

    Tests         1 errored of 1
    Participants  1 passed of 1
    Duration      0 ms
    Session       20261122-100000-abcd"
  `)
})

const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom(
        '\u001b[2J',
        '\u001b]8;;http://evil.example\u0007',
        '\u001b]0;title\u0007',
        '\u009b31m',
        '\r',
        '\n',
        '\u0008',
        '::error::x',
        '\n::set-output name=a::b',
        '##vso[task.complete]',
        '##[error]',
        '##teamcity[x]',
        '\u202e',
        '\ud800',
      ),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => parts.join(''))

test('no text of a script, a page or a spec steers the terminal or the CI machine', async () => {
  const forms = fc.constantFrom<ConsoleForm>('console', 'dot', 'list', 'verbose', 'quiet')
  await fc.assert(
    fc.asyncProperty(hostile, forms, fc.boolean(), fc.boolean(), async (text, form, canRedraw, colors) => {
      const place = follow(form, { canRedraw, colors })
      await tell(place, text)
      // oxlint-disable-next-line no-control-regex -- those that we write ourselves
      const ours = place.screen.written().replaceAll(/\u001b\[(?:\d*m|\d*F|[KJ]|\?25[hl]|\?2026[hl])/g, '')
      expect(ours).toBe(stripVTControlCharacters(ours))
      expect(ours).not.toMatch(
        // oxlint-disable-next-line no-control-regex -- none may be left
        /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|^\s*::|##\w*\[/m,
      )
      expect(ours.isWellFormed()).toBe(true)
    }),
    { numRuns: 60 },
  )
})

/** A session in which everything that somebody else says is one text. */
async function tell({ reporter, pass }: ReturnType<typeof follow>, text: string) {
  const reason = {
    kind: 'script' as const,
    message: text,
    expected: text,
    actual: text,
    participants: [text],
    overrepresented: [text],
    evidence: [`/project/${text}`],
  }
  const named = { ...aTest(text), location: { file: text, line: 1 } }
  const attempt = aTestResult({ test: named, verdict: 'failed', reasons: [reason] })
  const result: TestResult = {
    ...attempt,
    previousAttempts: [attempt],
    checks: [
      { kind: 'script', name: text, outcome: 'failed', actual: text, participants: { total: 1, passed: 0 } },
    ],
  }
  await reporter.onBegin?.(
    [named],
    [{ code: 'spec-threw', severity: 'warning', message: text, location: named.location, hint: text }],
  )
  await reporter.onTestBegin?.(named)
  const run = aRun({ status: text })
  await reporter.onTestProgress?.(named, { phase: 'live', attempt: 1, run })
  await reporter.onTestProgress?.(named, {
    phase: 'live',
    attempt: 1,
    run: aRun({ status: `${text} again` }),
  })
  await reporter.onTestRetry?.(named, attempt)
  await reporter.onNotice?.({ severity: 'warning', message: text, test: named })
  await pass(61_000, 10_000)
  await reporter.onTestEnd?.(result)
  const errors: Summary['errors'] = [{ kind: 'service', message: `${text}!`, hint: text }]
  await reporter.onEnd?.(aSummary({ tests: [result], errors, sessionId: text }))
}
