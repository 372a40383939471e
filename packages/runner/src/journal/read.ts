import type { ResumedRun } from '../model/attempt.js'
import { UserError } from '../model/errors.js'
import type { TestAttempt, TestResult } from '../model/result.js'
import {
  journalEventSchema,
  type JournalEvent,
  type JournalEventOf,
  journalVersion,
  type SelectedTest,
} from './events.js'

/** How far a test of a session had come. */
export interface JournaledTest {
  readonly test: SelectedTest
  /** Attempts that ended and were followed by another one. */
  readonly previousAttempts: readonly TestAttempt[]
  /** The attempt that has not ended. */
  readonly resumed?: ResumedRun & { readonly testId: number }
  /** Of the remote test; known once it was launched. */
  readonly testId?: number
  readonly result?: TestResult
  /** The response of its launch was lost, and no run was found. */
  readonly isLost?: boolean
}

export interface JournaledRun {
  readonly test: string
  readonly testId: number
  /** The last status that was polled. */
  readonly status?: string
}

/** What is known of a session whose process may have ended. */
export interface JournaledSession {
  readonly opening: JournalEventOf<'session'>
  readonly tests: readonly JournaledTest[]
  /** All that were launched, by id. */
  readonly runs: ReadonlyMap<number, JournaledRun>
  /** When the last event was written. */
  readonly lastMs: number
  /** Lines before the last one that are not JSON. */
  readonly damagedLines: number
  /** The summary of the last process that ended. */
  readonly closing?: JournalEventOf<'closed'>['summary']
}

/**
 * The state of a session after all events of its journal. Lines that cannot be read are skipped: a crash cuts off the
 * last one, and a newer version may write other kinds.
 * @throws UserError when the first line is not the start of a session, or a newer version wrote the journal
 */
export function readJournal(text: string, file: string): JournaledSession {
  const lines = text.split('\n').map((line): JournalEvent | 'unknown' | 'damaged' => {
    try {
      // Versions before 1.0 wrote the environment as `facts`.
      const { facts: environment, ...event } = JSON.parse(line) as { readonly facts?: unknown }
      const parsed = journalEventSchema.safeParse(
        environment === undefined ? event : { environment, ...event },
      )
      return parsed.success ? parsed.data : 'unknown'
    } catch {
      return 'damaged'
    }
  })
  const [opening, ...events] = lines.flatMap((event) => (typeof event === 'string' ? [] : event))
  if (opening?.kind !== 'session') {
    throw new UserError('usage', `${file} is not the journal of a session`)
  }
  if (opening.version > journalVersion) {
    throw new UserError(
      'usage',
      `${file} was written by a newer loadero-test (${opening.tool})`,
      'Use that version.',
    )
  }
  const tests = new Map(
    opening.tests.map((test): [string, JournaledTest] => [test.id, { test, previousAttempts: [] }]),
  )
  const runs = new Map<number, JournaledRun>()
  for (const event of events) {
    const test = 'test' in event ? tests.get(event.test) : undefined
    if (test) tests.set(test.test.id, applyEvent(test, event))
    if (event.kind === 'launched') runs.set(event.runId, { test: event.test, testId: event.testId })
    const run = event.kind === 'status' ? runs.get(event.runId) : undefined
    if (run && event.kind === 'status') runs.set(event.runId, { ...run, status: event.status })
  }
  const closing = events.findLast((event) => event.kind === 'closed')
  return {
    opening,
    tests: [...tests.values()],
    lastMs: (events.at(-1) ?? opening).atMs,
    damagedLines: lines.slice(0, -1).filter((event) => event === 'damaged').length,
    runs,
    ...(closing && { closing: closing.summary }),
  }
}

function applyEvent(before: JournaledTest, event: JournalEvent): JournaledTest {
  const { resumed, isLost: _isLost, ...rest } = before
  switch (event.kind) {
    case 'launching': {
      const { testId, known, atMs: sinceMs } = event
      // When a launch was sent twice, the runs known before the first one count.
      const launching =
        resumed?.kind === 'launching' ? resumed : { kind: 'launching' as const, known, sinceMs, testId }
      return { ...rest, testId, resumed: launching }
    }
    case 'launched': {
      const { testId, runId, atMs: launchedMs } = event
      return { ...rest, testId, resumed: { kind: 'launched', runId, launchedMs, testId } }
    }
    case 'lost':
      return { ...before, isLost: true }
    case 'attempt':
      return { ...rest, previousAttempts: [...before.previousAttempts, event.attempt] }
    case 'ended':
      // The run of a lost launch can still be found, so the test has not ended.
      return before.isLost ? before : { ...rest, result: event.result }
    default:
      return before
  }
}
