import { type AuthenticationError, isLive, type Run, runStatuses } from '@loadero-test/core'
import type { TestAttempt, Verdict } from '../model/result.js'
import type { Retries } from '../model/session-settings.js'
import type { AbandonCause } from './follow-run.js'

/** How an attempt ended, as far as a retry depends on it. */
export interface AttemptEnd {
  readonly verdict: Verdict
  readonly run: Run
  readonly abandoned?: AbandonCause
  /** The service refused to let the run be followed or read. */
  readonly refusal?: AuthenticationError
}

/** Whether a test gets another attempt after this one. */
export function shouldRetry(
  end: AttemptEnd,
  previousAttempts: readonly TestAttempt[],
  retries: Retries,
): boolean {
  const spent = previousAttempts.filter(({ verdict }) => verdict === end.verdict).length
  if (end.verdict === 'failed') return spent < retries.retryFailed
  return end.verdict === 'errored' && isTransient(end) && spent < retries.retries
}

/** Not after a mistake of the author or a stop on purpose, and never beside a run that may still be live. */
function isTransient({ run: { status }, abandoned, refusal }: AttemptEnd): boolean {
  if (isLive(status) || refusal) return false
  if (abandoned !== undefined) return abandoned === 'deadline' || abandoned === 'lost'
  const { meaning } = runStatuses[status as keyof typeof runStatuses]
  return meaning === 'finished' || meaning === 'infrastructure'
}
