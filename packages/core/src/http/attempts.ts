import type { Clock } from '../clock/clock.js'
import type { RequestError } from './errors.js'
import type { Priority, RateLimiter } from './rate-limiter.js'
import { type RequestFailure, retryDelayMs, type RetryPolicy } from './retry.js'

/** The result of one attempt. */
export type RequestAttempt<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: RequestFailure; readonly error: RequestError }

export interface AttemptOptions {
  readonly method: string
  readonly priority: Priority
  readonly signal?: AbortSignal | undefined
  readonly onSend?: (() => void) | undefined
}

/** Makes attempts until one succeeds or no further attempt is allowed. `attempt` gets its number, from 1. */
export type RunAttempts = <T>(
  options: AttemptOptions,
  attempt: (count: number) => Promise<RequestAttempt<T>>,
) => Promise<T>

/** Applies the rate limiter and the retry policy, to calls and to downloads. */
export function createAttemptRunner(
  clock: Clock,
  rateLimiter: RateLimiter,
  retry: RetryPolicy,
  random: () => number,
): RunAttempts {
  let repeatsLeft = retry.maxRepeats
  return async ({ method, priority, signal, onSend }, attempt) => {
    let deadlineMs = Infinity
    let lastError: RequestError | undefined
    for (let count = 1; ; count++) {
      await rateLimiter.acquire(priority, signal)
      signal?.throwIfAborted()
      // The queue of the rate limiter can be long.
      if (lastError && clock.now() > deadlineMs) throw lastError
      onSend?.()
      if (count === 1) deadlineMs = clock.now() + retry.maxTotalMs
      const result = await clock.during(() => attempt(count))
      if (result.ok) {
        repeatsLeft = Math.min(repeatsLeft + 1, retry.maxRepeats)
        return result.value
      }
      const { failure, error } = result
      if (failure.kind === 'status' && failure.retryAfterMs !== undefined) {
        rateLimiter.pauseFor(Math.min(failure.retryAfterMs, retry.maxWaitMs))
      }
      const delayMs = retryDelayMs(method, count, failure, retry, random)
      if (delayMs === undefined || repeatsLeft < 1 || clock.now() + delayMs > deadlineMs) throw error
      repeatsLeft--
      lastError = error
      await clock.sleep(delayMs, signal)
    }
  }
}
