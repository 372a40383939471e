import { InterruptedError, NotLaunchedError } from '../model/errors.js'
import type { Reason, SessionError, TestIdentity, TestResult, Verdict } from '../model/model.js'
import { asSessionError } from './session-error.js'

/** The result of a test of which there is nothing to tell but why. */
export const notRunResult = (
  test: TestIdentity,
  verdict: Verdict,
  message: string,
  durationMs = 0,
): TestResult => {
  const reason: Reason = { kind: 'session', message, participants: [], evidence: [] }
  return {
    test,
    verdict,
    reasons: [reason],
    participantCounts: { total: 0, passed: 0, failed: 0 },
    durationMs,
    previousAttempts: [],
    checks: [],
    participants: [],
    metrics: [],
  }
}

/** What a test comes to that was not carried out for this reason; `error` is there when the session must tell it, too. */
export const erroredBy = (
  test: TestIdentity,
  reason: unknown,
  durationMs: number,
): { readonly result: TestResult; readonly error?: SessionError } => {
  // Whatever else went wrong in an interrupted session may have left a run, and must be told.
  if (reason instanceof InterruptedError) {
    return { result: notRunResult(test, 'skipped', 'interrupted before its launch', durationMs) }
  }
  if (reason instanceof NotLaunchedError) {
    return { result: notRunResult(test, reason.verdict, reason.message, durationMs) }
  }
  const error = asSessionError(reason)
  return { result: notRunResult(test, 'errored', error.message, durationMs), error }
}
