import type { Clock } from '../clock/clock.js'
import { AuthenticationError, NotFoundError, RequestError } from '../http/errors.js'

/** Puts up with errors for a while, from the first one on. */
export interface ErrorBudget {
  /** Whether this error can still be borne. Only what a request meets ever is, and neither a refusal nor a row that is gone. */
  tolerates(error: unknown): boolean
  /** It went well again. */
  reset(): void
}

export function createErrorBudget(clock: Clock, patienceMs: number): ErrorBudget {
  let sinceMs: number | undefined
  return {
    tolerates: (error) => {
      sinceMs ??= clock.now()
      const final = error instanceof AuthenticationError || error instanceof NotFoundError
      return error instanceof RequestError && !final && clock.now() - sinceMs < patienceMs
    },
    reset: () => {
      sinceMs = undefined
    },
  }
}
