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
      message: 'no element <#buy> (specs/buy.ts:3:5)',
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

interface ScreenOptions {
  readonly canRedraw?: boolean
  readonly columns?: number
  readonly rows?: number
  readonly colors?: boolean
}

function startReporter(
  form: ConsoleForm,
  { canRedraw = false, columns = 80, rows = 24, colors = false }: ScreenOptions = {},
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

/** The events of a session in which one test is retried and one fails, with a pause between them. */
async function runTests({ reporter, pass }: ReturnType<typeof startReporter>, pauseMs = 0) {
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
  await pass(pauseMs, 1_000)
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

async function endSession({ reporter, pass }: ReturnType<typeof startReporter>) {
  await reporter.onTestEnd?.(passed)
  await reporter.onTestEnd?.(failed)
  await pass(200)
  await reporter.onEnd?.(summary)
}

test('a terminal shows a window that disappears at the end', async () => {
  const session = startReporter('console', { canRedraw: true })
  await runTests(session)
  expect(await session.screen.shown()).toMatchInlineSnapshot(`
    "specs/shop.loadero.ts:7 warning small-sample
      few
      Take more.
    3 tests in 1 file

      shop > buys: errored, retrying: run 34 ended as aws-error
      shop > sells: the service is slow
      the plan has room

    ● shop > buys   running (2)         4 participants        0:00
    ● shop > sells  collecting-results  4 participants  8 CU  0:00  / 10:00
    0:00  2 in flight, 1 waiting of 3 tests"
  `)
  await endSession(session)
  expect(await session.screen.scrolled()).toMatchInlineSnapshot(`
    "specs/shop.loadero.ts:7 warning small-sample
      few
      Take more.
    3 tests in 1 file

      shop > buys: errored, retrying: run 34 ended as aws-error
      shop > sells: the service is slow
      the plan has room
    ✓ shop > buys  4/4 participants  3 min 10 s  8 CU  flaky: attempt 2
    ✗ shop > sells  1/4 participants  3 min 20 s

    FLAKY shop > buys specs/shop.loadero.ts:7
      attempt 1 errored: run 34 ended as aws-error

    FAILED shop > sells specs/shop.loadero.ts:8
      script: no element <#buy> (specs/buy.ts:3:5)
        3 of 4 participants: buyer #0, buyer #1, buyer #3
        unlike the rest, 3 of 3: firefox132, eu-central-1
        .loadero/run-35/1-buyer/script.log
      expectation: 95th percentile of webrtc/audio/rtt/avg is 412, the limit is < 
        200
        1 of 2 participants: buyer #0

    SKIPPED shop > 会議室 🦉 specs/shop.loadero.ts:9  marked skip

    Tests         1 failed, 1 skipped, 1 passed, 1 flaky of 3
    Participants  5 passed of 8
    Compute units 8 (estimated 16)
    Duration      3 min 34 s
    Session       20261122-100000-abcd"
  `)
  expect(session.screen.listening()).toBe(0)
})

test('CI shows important changes and heartbeats', async () => {
  const session = startReporter('console', { columns: 200, rows: 60 })
  await runTests(session, 200_000)
  await endSession(session)
  expect(await session.screen.scrolled()).toMatchInlineSnapshot(`
    "specs/shop.loadero.ts:7 warning small-sample
      few
      Take more.
    3 tests in 1 file

      shop > buys: run 34 launched
      shop > buys: run 34 is running
      shop > sells: run 35 launched
      shop > sells: run 35 is running
      1:00  0 of 3 tests finished: shop > buys (run 34, collecting-results, 1:00), shop > sells (run 35, collecting-results, 1:00)
      3:00  0 of 3 tests finished: shop > buys (run 34, collecting-results, 3:00), shop > sells (run 35, collecting-results, 3:00)
      shop > buys: errored, retrying: run 34 ended as aws-error
      shop > buys: run 36 launched (attempt 2)
      shop > sells: the service is slow
      the plan has room
    ✓ shop > buys  4/4 participants  3 min 10 s  8 CU  flaky: attempt 2
    ✗ shop > sells  1/4 participants  3 min 20 s

    FLAKY shop > buys specs/shop.loadero.ts:7
      attempt 1 errored: run 34 ended as aws-error

    FAILED shop > sells specs/shop.loadero.ts:8
      script: no element <#buy> (specs/buy.ts:3:5)
        3 of 4 participants: buyer #0, buyer #1, buyer #3
        unlike the rest, 3 of 3: firefox132, eu-central-1
        .loadero/run-35/1-buyer/script.log
      expectation: 95th percentile of webrtc/audio/rtt/avg is 412, the limit is < 200
        1 of 2 participants: buyer #0

    SKIPPED shop > 会議室 🦉 specs/shop.loadero.ts:9  marked skip

    Tests         1 failed, 1 skipped, 1 passed, 1 flaky of 3
    Participants  5 passed of 8
    Compute units 8 (estimated 16)
    Duration      3 min 34 s
    Session       20261122-100000-abcd"
  `)
  const written = session.screen.written()
  await session.pass(600_000, 10_000)
  expect(session.screen.written()).toBe(written)
})

test.each(['dot', 'list', 'verbose', 'quiet'] as const)('output of the form %s', async (form) => {
  const session = startReporter(form, { columns: 200, rows: 60 })
  await runTests(session)
  await endSession(session)
  expect(await session.screen.scrolled()).toMatchSnapshot()
})

test.each(Object.entries<Summary>(sessions))('output at the end of the session %s', async (_, ended) => {
  const session = startReporter('console', { columns: 200, rows: 60 })
  await session.reporter.onBegin?.(
    ended.tests.map(({ test: one }) => ({ ...aTest(), ...one })),
    ended.diagnostics,
  )
  for (const result of ended.tests) await session.reporter.onTestEnd?.(result)
  await session.reporter.onEnd?.(ended)
  expect(await session.screen.scrolled()).toMatchSnapshot()
})

test('the verbose form names every phase of a test', async () => {
  const { screen, reporter } = startReporter('verbose', { columns: 200, rows: 60 })
  await reporter.onBegin?.([buys], [])
  await reporter.onTestBegin?.(buys)
  for (const phase of ['waiting', 'applying', 'launching', 'live', 'stopping', 'collecting'] as const) {
    const run = aRun({ id: 34, status: 'running' })
    const isLaunched = !['waiting', 'applying', 'launching'].includes(phase)
    await reporter.onTestProgress?.(buys, { phase, attempt: 1, ...(isLaunched && { run }) })
  }
  expect(await screen.scrolled()).toMatchInlineSnapshot(`
    "1 test in 1 file

      shop > buys: queued
      shop > buys: applying the plan
      shop > buys: launching
      shop > buys: run 34 launched
      shop > buys: stopping run 34
      shop > buys: collecting the results"
  `)
})

test('prints an error of the session once', async () => {
  const session = startReporter('console')
  await session.reporter.onBegin?.([], [])
  await session.reporter.onEnd?.(
    aSummary({
      tests: [
        aTestResult({ verdict: 'errored', reasons: [{ ...skipped.reasons[0]!, message: 'no token' }] }),
      ],
      errors: [{ kind: 'refused', message: 'no token', hint: 'Set one.' }],
    }),
  )
  expect((await session.screen.scrolled()).match(/no token/g)).toHaveLength(1)
  expect(await session.screen.scrolled()).toMatchInlineSnapshot(`
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

test('no text sends commands to the terminal or CI service', async () => {
  const forms = fc.constantFrom<ConsoleForm>('console', 'dot', 'list', 'verbose', 'quiet')
  await fc.assert(
    fc.asyncProperty(hostile, forms, fc.boolean(), fc.boolean(), async (text, form, canRedraw, colors) => {
      const session = startReporter(form, { canRedraw, colors })
      await reportEverywhere(session, text)
      const written = session.screen.written()
      // oxlint-disable-next-line no-control-regex -- the sequences that the reporter writes itself
      const output = written.replaceAll(/\u001b\[(?:\d*m|\d*F|[KJ]|\?25[hl]|\?2026[hl])/g, '')
      expect(output).toBe(stripVTControlCharacters(output))
      expect(output).not.toMatch(
        // oxlint-disable-next-line no-control-regex -- none may be left
        /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|^\s*::|##\w*\[/m,
      )
      expect(output.isWellFormed()).toBe(true)
    }),
    { numRuns: 100 },
  )
})

/** The events of a session in which all texts from outside are one text. */
async function reportEverywhere({ reporter, pass }: ReturnType<typeof startReporter>, text: string) {
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
