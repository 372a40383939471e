import type { Clock } from '../clock/clock.js'
import { AuthenticationError, NotFoundError, RequestError } from '../http/errors.js'

/** Tolerates errors of requests for some time after the first one. */
export interface ErrorBudget {
  /** Whether to go on after this error. Only errors of requests are tolerated, never 401, 403 or 404. */
  tolerates(error: unknown): boolean
  /** A request succeeded: the time starts again with the next error. */
  reset(): void
}

export function createErrorBudget(clock: Clock, timeoutMs: number): ErrorBudget {
  let firstErrorMs: number | undefined
  return {
    tolerates: (error) => {
      firstErrorMs ??= clock.now()
      const isFinal = error instanceof AuthenticationError || error instanceof NotFoundError
      return error instanceof RequestError && !isFinal && clock.now() - firstErrorMs < timeoutMs
    },
    reset: () => {
      firstErrorMs = undefined
    },
  }
}
