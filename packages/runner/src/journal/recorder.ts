import type { Clock } from '@loadero-test/core'
import type { TestAttempt, Summary, TestIdentity, TestResult } from '../model/model.js'
import type { AttemptListener } from '../run/execute.js'
import type { JournalEvent, JournalEventOf } from './events.js'
import type { JournalWriter } from './write.js'

type Unstamped<E> = E extends unknown ? Omit<E, 'atMs'> : never

/** What a session notes as it goes; without a journal, nothing. */
export interface Recorder {
  begun(opening: Omit<JournalEventOf<'session'>, 'atMs' | 'kind'>): void
  attached(tool: string): void
  attempt(test: TestIdentity, testId: number): AttemptListener
  retried(test: TestIdentity, attempt: TestAttempt): void
  ended(result: TestResult): void
  detached(): void
  closed(summary: Summary): void
}

export interface RecorderOptions {
  readonly clock: Clock
  /** Hides secrets; the names of tests stay, for the service has them, too. */
  readonly mask: <T>(value: T) => T
  readonly onFailure: (error: unknown) => void
}

/**
 * Stamps and writes events. What must be known before it happens, a session and a launch, cannot go on without; of the
 * rest only `onFailure` hears when it cannot be written, because what has happened must still be carried on.
 */
export function createRecorder(
  journal: JournalWriter | undefined,
  { clock, mask, onFailure }: RecorderOptions,
): Recorder {
  const write = (event: Unstamped<JournalEvent>) => journal?.write({ atMs: clock.now(), ...event })
  const note = (event: Unstamped<JournalEvent>) => {
    try {
      write(event)
    } catch (error) {
      onFailure(error)
    }
  }
  return {
    begun: ({ skipped, diagnostics, facts, ...opening }) =>
      write({ kind: 'session', ...opening, ...mask({ skipped, diagnostics, facts }) }),
    attached: (tool) => write({ kind: 'attached', tool }),
    attempt: ({ id: test }, testId) => ({
      onSend: (known) => write({ kind: 'launching', test, testId, known }),
      onLaunched: ({ id: runId }) => note({ kind: 'launched', test, testId, runId }),
      onStatus: ({ id: runId, status = 'unknown' }) => note({ kind: 'status', runId, status }),
    }),
    retried: ({ id: test }, attempt) => note({ kind: 'attempt', test, attempt: mask(attempt) }),
    ended: (result) => {
      const { id, title, location, tags } = result.test
      note({ kind: 'ended', test: id, result: { ...mask(result), test: { id, title, location, tags } } })
    },
    detached: () => note({ kind: 'detached' }),
    closed: ({ tests: _tests, ...summary }) => note({ kind: 'closed', summary: mask(summary) }),
  }
}
