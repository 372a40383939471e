import type { Result, Run } from '@loadero-test/core'
import type { CodeFailure, ThrownError } from './thrown-error.js'

/** How the callback of a test ended. It holds when it ended and nothing was thrown. */
export type VerifyOutcome =
  | { readonly kind: 'ended'; readonly thrown: readonly CallbackError[] }
  | { readonly kind: 'inconclusive'; readonly failure: CodeFailure }

export interface CallbackError extends ThrownError {
  /** Whether the callback did not wait for it: a rejection that is not awaited, or an error in a timer. */
  readonly isFloating?: boolean
}

/** Calls the author's callback where its spec file was loaded. Never rejects because of the author's code. */
export type VerifyCall = (
  evidence: { readonly run: Run; readonly results: readonly Result[] },
  signal?: AbortSignal,
) => Promise<VerifyOutcome>
