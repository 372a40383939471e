import {
  AuthenticationError,
  ConflictError,
  InvalidOptionError,
  RequestError,
  type Setting,
} from '@loadero-test/core'
import { errorMessage } from '@loadero-test/core/internal'
import { InterruptedError, NotLaunchedError, systemErrorOf, UserError } from '../model/errors.js'
import { notRunResult } from '../model/not-run.js'
import type { TestResult } from '../model/result.js'
import type { SessionError } from '../model/session.js'
import type { TestIdentity } from '../model/spec.js'

/** What to do about a setting that keeps requests from the API. */
const settingHints: Readonly<Record<Setting, string>> = {
  apiBase: 'Check --api-base or LOADERO_API_BASE, which is https://api.loadero.com/v2/ by default.',
  projectId: 'Check --project or LOADERO_PROJECT_ID.',
  proxy: 'Check HTTPS_PROXY or HTTP_PROXY, with user name and password, and NO_PROXY.',
  certificate:
    'Set NODE_EXTRA_CA_CERTS to the file with the certificate of your proxy or your organization, and check --api-base.',
}

/** Turns anything that was thrown into an error of the session. */
export function asSessionError(thrown: unknown): SessionError {
  const error = systemErrorOf(thrown) ?? thrown
  if (error instanceof UserError) {
    return { kind: error.code, message: error.message, ...(error.hint !== undefined && { hint: error.hint }) }
  }
  if (error instanceof InvalidOptionError) return { kind: 'config', message: error.message }
  if (error instanceof RequestError && error.setting !== undefined) {
    return { kind: 'config', message: error.message, hint: settingHints[error.setting] }
  }
  if (error instanceof AuthenticationError) {
    const hint = 'Check LOADERO_PROJECT_ID, and that LOADERO_ACCESS_TOKEN is a token of that project.'
    return { kind: 'refused', message: error.message, hint }
  }
  return { kind: 'service', message: errorMessage(error) }
}

/**
 * The result of a test that an error kept from running. `error` is set when the session has this error, too: always when
 * it concerns the whole session, and when it decides the exit code.
 */
export function erroredBy(
  test: TestIdentity,
  reason: unknown,
  durationMs: number,
  scope: 'test' | 'session' = 'test',
): { readonly result: TestResult; readonly error?: SessionError } {
  // Any other error in an interrupted session may have left a run, so it is reported.
  if (reason instanceof InterruptedError) {
    return { result: notRunResult(test, 'skipped', 'interrupted before its launch', durationMs) }
  }
  if (reason instanceof NotLaunchedError) {
    return { result: notRunResult(test, reason.verdict, reason.message, durationMs) }
  }
  const error = asSessionError(reason)
  const message =
    scope === 'test' && reason instanceof ConflictError && reason.request.path.endsWith('/runs/')
      ? `launch refused: ${error.message}`
      : error.message
  const result = notRunResult(test, 'errored', message, durationMs)
  if (scope === 'session' || error.kind === 'refused') return { result, error }
  return error.kind === 'service' ? { result } : { result, error: { ...error, test: test.id } }
}
