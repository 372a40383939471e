import type { Clock } from '../clock/clock.js'
import { AuthenticationError, NotFoundError, RequestError } from '../http/errors.js'

/** Tolerates errors of requests for some time after the first one. */
export interface ErrorBudget {
  /** Whether to go on after this error. Only errors of requests are tolerated, never 401, 403, 404 or a wrong setting. */
  tolerates(error: unknown): boolean
  /** A request succeeded: the time starts again with the next error. */
  reset(): void
}

export function createErrorBudget(clock: Clock, timeoutMs: number): ErrorBudget {
  let firstErrorMs: number | undefined
  return {
    tolerates: (error) => {
      firstErrorMs ??= clock.now()
      if (error instanceof AuthenticationError || error instanceof NotFoundError) return false
      if (!(error instanceof RequestError) || error.setting !== undefined) return false
      return clock.now() - firstErrorMs < timeoutMs
    },
    reset: () => {
      firstErrorMs = undefined
    },
  }
}
