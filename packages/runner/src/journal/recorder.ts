import type { Clock } from '@loadero-test/core'
import { errorMessage } from '@loadero-test/core/internal'
import type { AttemptListener } from '../model/attempt.js'
import { systemErrorOf, UserError } from '../model/errors.js'
import type { TestAttempt, TestResult } from '../model/result.js'
import type { Summary } from '../model/session.js'
import type { TestIdentity } from '../model/spec.js'
import type { JournalEvent, JournalEventOf } from './events.js'
import type { JournalWriter } from './write.js'

type Unstamped<E> = E extends unknown ? Omit<E, 'atMs'> : never

/** Records the events of a session; without a journal, nothing. */
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
  /** Redacts secrets. Names of tests are kept: the service has them, too. */
  readonly redact: <T>(value: T) => T
  readonly onFailure: (error: unknown) => void
}

/**
 * Stamps events and writes them. The start of a session and a launch must be written before they happen, so their
 * errors are thrown. Errors of all other events go to `onFailure`, because they have happened and the session goes on.
 */
export function createRecorder(
  journal: JournalWriter | undefined,
  { clock, redact, onFailure }: RecorderOptions,
): Recorder {
  const write = (event: Unstamped<JournalEvent>) => journal?.write({ atMs: clock.now(), ...event })
  const tryWrite = (event: Unstamped<JournalEvent>) => {
    try {
      write(event)
    } catch (error) {
      onFailure(error)
    }
  }
  return {
    begun: ({ skipped, diagnostics, environment, ...opening }) =>
      write({ kind: 'session', ...opening, ...redact({ skipped, diagnostics, environment }) }),
    attached: (tool) => write({ kind: 'attached', tool }),
    attempt: ({ id: test }, testId) => ({
      onSend: (known) => {
        try {
          write({ kind: 'launching', test, testId, known })
        } catch (error) {
          const { message, hint } = systemErrorOf(error) ?? { message: errorMessage(error) }
          throw new UserError('system', `a launch that cannot be recorded is not sent: ${message}`, hint)
        }
      },
      onLaunched: ({ id: runId }) => tryWrite({ kind: 'launched', test, testId, runId }),
      onLost: () => tryWrite({ kind: 'lost', test }),
      onStatus: ({ id: runId, status = 'unknown' }) => tryWrite({ kind: 'status', runId, status }),
    }),
    retried: ({ id: test }, attempt) => tryWrite({ kind: 'attempt', test, attempt: redact(attempt) }),
    ended: (result) => {
      const { id, title, location, tags } = result.test
      tryWrite({
        kind: 'ended',
        test: id,
        result: { ...redact(result), test: { id, title, location, tags } },
      })
    },
    detached: () => tryWrite({ kind: 'detached' }),
    closed: ({ tests: _tests, ...summary }) => tryWrite({ kind: 'closed', summary: redact(summary) }),
  }
}
