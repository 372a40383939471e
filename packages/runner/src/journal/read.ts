import { UserError } from '../model/errors.js'
import type { TestAttempt, TestResult } from '../model/model.js'
import type { ResumedRun } from '../run/execute.js'
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
  /** Attempts that are over, and were not the last. */
  readonly earlier: readonly TestAttempt[]
  /** The attempt that is under way. */
  readonly under?: ResumedRun & { readonly testId: number }
  /** At Loadero, as soon as it was launched once. */
  readonly testId?: number
  readonly result?: TestResult
}

export interface JournaledRun {
  readonly test: string
  readonly testId: number
  /** As it was seen last. */
  readonly status?: string
}

/** What is known of a session whose process may be gone. */
export interface JournaledSession {
  readonly opening: JournalEventOf<'session'>
  readonly tests: readonly JournaledTest[]
  /** All that were launched, by id. */
  readonly runs: ReadonlyMap<number, JournaledRun>
  /** When the last event was written. */
  readonly lastMs: number
  /** The last ending. */
  readonly closing?: JournalEventOf<'closed'>['summary']
}

/**
 * What the events of a journal come to. Lines that cannot be read are left out: a crash tears the last one, and a
 * newer version may have kinds of its own.
 * @throws UserError when it does not begin as a session, or was written by a version that counts otherwise
 */
export const readJournal = (text: string, file: string): JournaledSession => {
  const [opening, ...events] = text.split('\n').flatMap(parseLine)
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
    opening.tests.map((test): [string, JournaledTest] => [test.id, { test, earlier: [] }]),
  )
  for (const event of events) {
    const before = 'test' in event ? tests.get(event.test) : undefined
    if (before) tests.set(before.test.id, after(before, event))
  }
  const closing = events.findLast((event) => event.kind === 'closed')
  return {
    opening,
    tests: [...tests.values()],
    lastMs: (events.at(-1) ?? opening).atMs,
    runs: runsIn(events),
    ...(closing && { closing: closing.summary }),
  }
}

const runsIn = (events: readonly JournalEvent[]): ReadonlyMap<number, JournaledRun> => {
  const runs = new Map<number, JournaledRun>()
  for (const event of events) {
    if (event.kind === 'launched') runs.set(event.runId, { test: event.test, testId: event.testId })
    const known = event.kind === 'status' ? runs.get(event.runId) : undefined
    if (known && event.kind === 'status') runs.set(event.runId, { ...known, status: event.status })
  }
  return runs
}

const parseLine = (line: string): readonly JournalEvent[] => {
  try {
    const parsed = journalEventSchema.safeParse(JSON.parse(line))
    return parsed.success ? [parsed.data] : []
  } catch {
    return []
  }
}

const after = (before: JournaledTest, event: JournalEvent): JournaledTest => {
  const { under, ...rest } = before
  switch (event.kind) {
    case 'launching': {
      const { testId, known, atMs: sinceMs } = event
      // Of a launch that was sent twice, the first look counts.
      const first =
        under?.kind === 'launching' ? under : { kind: 'launching' as const, known, sinceMs, testId }
      return { ...rest, testId, under: first }
    }
    case 'launched': {
      const { testId, runId, atMs: launchedMs } = event
      return { ...rest, testId, under: { kind: 'launched', runId, launchedMs, testId } }
    }
    case 'attempt':
      return { ...rest, earlier: [...before.earlier, event.attempt] }
    case 'ended':
      return { ...rest, result: event.result }
    default:
      return before
  }
}
