import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { virtualClock } from '@loadero-test/core/internal'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { aRun, aSummary, aTest, aTestResult } from '../../test/examples.js'
import { defaultSessionSettings } from '../model/session-settings.js'
import { asSessionError } from '../verdict/session-error.js'
import { createReportRedactor } from '../report/redact.js'
import { fingerprintTest } from './fingerprint.js'
import { medianDurations, seenDurations } from './history.js'
import { claimSession } from './owner.js'
import { readJournal } from './read.js'
import { createRecorder } from './recorder.js'
import { journalFile, lastSession, readSession } from './sessions.js'
import { summaryOf } from './summary.js'
import { openJournal } from './write.js'

/** What is thrown, as it is shown: message and hint, with other words for what changes from run to run. */
function refusalOf(call: () => unknown, volatile: Readonly<Record<string, string>> = {}) {
  try {
    call()
  } catch (error) {
    const { message, hint = '' } = asSessionError(error)
    const stable = Object.entries(volatile).reduce(
      (shown, [changing, placeholder]) => shown.replaceAll(changing, placeholder),
      `${message}\n${hint}`,
    )
    return stable.trimEnd().replaceAll('\\', '/')
  }
  return undefined
}

function directory(): string {
  const path = mkdtempSync(join(tmpdir(), 'journal-'))
  onTestFinished(() => rmSync(path, { recursive: true }))
  return path
}

const tests = [aTest('shop > buys'), aTest('shop > sells')]

function opening(id: string) {
  return {
    version: 2,
    id,
    tool: '0.0.0',
    target: { kind: 'service' as const, projectId: 1, apiBase: 'https://loadero.test/v2/' },
    settings: defaultSessionSettings,
    tests: tests.map(fingerprintTest),
    skipped: [],
    diagnostics: [],
    environment: { commit: '0f1e2d3' },
  }
}

const {
  test: _test,
  previousAttempts: _earlier,
  checks: _checks,
  participants: _outcomes,
  metrics: _metrics,
  ...attempt
} = aTestResult()
const failed = { ...attempt, verdict: 'failed' as const }

/** A session of which one test passed at its second attempt, and the other one's run goes on. */
function write(outputDir: string, id = 'a') {
  const clock = virtualClock(1_000)
  const journal = openJournal(journalFile(outputDir, id))
  const recorder = createRecorder(journal, {
    clock,
    redact: createReportRedactor(() => ['hunter2']).redact,
    onFailure: (error) => {
      throw error
    },
  })
  const [buys, sells] = tests as [(typeof tests)[0], (typeof tests)[0]]
  recorder.begun(opening(id))
  for (const run of [5, 6]) {
    const record = recorder.attempt(buys, 7)
    record.onSend([4])
    record.onLaunched(aRun({ id: run }))
    clock.advance(60_000)
    record.onStatus(aRun({ id: run, status: 'done' }))
    if (run === 5) recorder.retried(buys, failed)
  }
  const verifyReason = {
    kind: 'verify' as const,
    message: 'the password was hunter2',
    participants: [],
    evidence: [],
  }
  recorder.ended(aTestResult({ test: buys, reasons: [verifyReason], previousAttempts: [failed] }))
  recorder.attempt(sells, 8).onSend([4, 5])
  recorder.attempt(sells, 8).onLaunched(aRun({ id: 9 }))
  return { recorder, clock, journal, text: () => readFileSync(journalFile(outputDir, id), 'utf8') }
}

test('a journal reads back results, attempts and live runs', () => {
  const outputDir = directory()
  write(outputDir)
  const session = readSession(outputDir, 'last')
  expect(session.tests).toMatchObject([
    {
      test: { id: 'shop > buys' },
      testId: 7,
      previousAttempts: [{ verdict: 'failed' }],
      result: { verdict: 'passed' },
    },
    { test: { id: 'shop > sells' }, resumed: { kind: 'launched', runId: 9, testId: 8, launchedMs: 121_000 } },
  ])
  expect([...session.runs]).toEqual([
    [5, { test: 'shop > buys', testId: 7, status: 'done' }],
    [6, { test: 'shop > buys', testId: 7, status: 'done' }],
    [9, { test: 'shop > sells', testId: 8 }],
  ])
  const summary = summaryOf(session)
  expect(summary).toMatchObject({ sessionId: 'a', startedMs: 1_000, durationMs: 120_000, exit: { code: 75 } })
  expect(summary.tests.map(({ verdict }) => verdict)).toEqual(['passed', 'errored'])
  expect(summary.tests[1]?.reasons[0]?.message).toMatchInlineSnapshot(
    `"the session ended before run 9, which may be live. Resume it with \`loadero-test attach a\`, or stop its runs with \`loadero-test stop a\`."`,
  )
})

test('a journal cut off anywhere reads up to there', () => {
  const { text } = write(directory())
  const whole = text()
  const first = whole.indexOf('\n') + 1
  fc.assert(
    fc.property(fc.integer({ min: first, max: whole.length }), (length) => {
      const torn = whole.slice(0, length)
      const lines = torn.slice(0, torn.lastIndexOf('\n') + 1)
      // A line without its end may be whole all the same.
      const read = readJournal(torn, 'x')
      expect([readJournal(lines, 'x'), readJournal(`${torn}\n`, 'x')]).toContainEqual(read)
    }),
  )
  expect(refusalOf(() => readJournal(whole.slice(0, first - 9), 'x.ndjson'))).toMatchInlineSnapshot(
    `"x.ndjson is not the journal of a session"`,
  )
})

test('a resumed journal skips cut-off lines and unknown kinds', () => {
  const outputDir = directory()
  write(outputDir)
  const file = journalFile(outputDir, 'a')
  appendFileSync(file, '{"kind":"weather","atMs":1}\n{"kind":"ended","test":"shop > sel')
  const recorder = createRecorder(openJournal(file), {
    clock: virtualClock(5_000),
    redact: (value) => value,
    onFailure: () => undefined,
  })
  recorder.ended(aTestResult({ test: aTest('shop > sells'), verdict: 'failed' }))
  recorder.closed(aSummary({ durationMs: 4_000, interruptedBy: 'SIGINT' }))
  const summary = summaryOf(readSession(outputDir, 'a'))
  expect(summary.tests.map(({ verdict }) => verdict)).toEqual(['passed', 'failed'])
  expect(summary).toMatchObject({ durationMs: 4_000, exit: { code: 130 } })
})

test('a journal of a newer version is refused', () => {
  const { text } = write(directory())
  const newer = text().replace('"version":2', '"version":3')
  expect(refusalOf(() => readJournal(newer, 'x'))).toMatchInlineSnapshot(`
    "x was written by a newer loadero-test (0.0.0)
    Use that version."
  `)
})

test('a journal with the older name of environment is read', () => {
  const { text } = write(directory())
  const older = text().replace('"environment":', '"facts":')
  expect(readJournal(older, 'x').opening).toEqual(readJournal(text(), 'x').opening)
})

test('a journal contains no script and no secret', () => {
  const { text } = write(directory())
  expect(text()).not.toContain('client => {}')
  expect(text()).not.toContain('hunter2')
  expect(text()).toMatchSnapshot()
})

test('a launch that cannot be recorded is not sent', () => {
  const journal = {
    write: () => {
      throw new Error('disk full')
    },
    close: () => undefined,
  }
  const failures: unknown[] = []
  const recorder = createRecorder(journal, {
    clock: virtualClock(),
    redact: (value) => value,
    onFailure: (error) => failures.push(error),
  })
  expect(() => recorder.begun(opening('a'))).toThrow('disk full')
  const record = recorder.attempt(aTest(), 7)
  expect(() => record.onSend([])).toThrow('disk full')
  record.onLaunched(aRun())
  recorder.ended(aTestResult())
  expect(failures).toHaveLength(2)
})

test('sessions are found by id or as the last', () => {
  const outputDir = directory()
  expect(lastSession(outputDir)).toBeUndefined()
  expect(refusalOf(() => readSession(outputDir, 'last'), { [outputDir]: '<directory>' }))
    .toMatchInlineSnapshot(`
      "no session was found in <directory>/sessions
      Check --output-dir."
    `)
  write(outputDir, '20261122-100000-aaaa')
  write(outputDir, '20261122-100001-aaaa')
  writeFileSync(journalFile(outputDir, '20261122-100002-aaaa'), '{"kind":"sess')
  expect(lastSession(outputDir)?.opening.id).toBe('20261122-100001-aaaa')
  expect(refusalOf(() => readSession(outputDir, '../20261122-100000-aaaa'), { [outputDir]: '<directory>' }))
    .toMatchInlineSnapshot(`
      "session '../20261122-100000-aaaa' was not found in <directory>/sessions
      The newest sessions are: 20261122-100002-aaaa, 20261122-100001-aaaa, 20261122-100000-aaaa."
    `)
  expect(refusalOf(() => readSession(outputDir, 'other'), { [outputDir]: '<directory>' }))
    .toMatchInlineSnapshot(`
      "session 'other' was not found in <directory>/sessions
      The newest sessions are: 20261122-100002-aaaa, 20261122-100001-aaaa, 20261122-100000-aaaa."
    `)
})

test('the expected duration is the median of done runs', () => {
  const { text } = write(directory())
  expect([...medianDurations([text(), text()])]).toEqual([['shop > buys', 60_000]])
})

test('a damaged line of a journal has no duration', () => {
  const outputDir = directory()
  const { text } = write(outputDir)
  writeFileSync(journalFile(outputDir, 'b'), `{"kind":"launched","te{"kind":"detached"}\n${text()}`)
  expect([...seenDurations(outputDir)]).toEqual([['shop > buys', 60_000]])
})

test('a journal that cannot be read has no durations', () => {
  const outputDir = directory()
  write(outputDir)
  mkdirSync(journalFile(outputDir, 'b'))
  expect([...seenDurations(outputDir)]).toEqual([['shop > buys', 60_000]])
})

test('a journal that was removed takes no more events', () => {
  const outputDir = directory()
  const { journal } = write(outputDir)
  rmSync(journalFile(outputDir, 'a'))
  expect(() => journal.write({ kind: 'detached', atMs: 1 })).toThrow(/a\.ndjson was removed$/)
})

test('one live process owns a session', () => {
  const file = join(directory(), 'a.ndjson')
  const release = claimSession(file, 'a')
  release()
  const alive = { pid: process.ppid, host: hostname() }
  writeFileSync(`${file}.owner`, JSON.stringify(alive))
  expect(refusalOf(() => claimSession(file, 'a'), { [`process ${process.ppid}`]: 'process <pid>' }))
    .toMatchInlineSnapshot(`
      "session a is in use by process <pid>
      End that process first, or stop the runs with \`loadero-test stop a\`."
    `)
  writeFileSync(`${file}.owner`, JSON.stringify({ ...alive, started: 'at another time' }))
  claimSession(file, 'a')()
  writeFileSync(`${file}.owner`, '{"pi')
  const longAgo = new Date(Date.now() - 60_000)
  utimesSync(`${file}.owner`, longAgo, longAgo)
  claimSession(file, 'a')()
})
