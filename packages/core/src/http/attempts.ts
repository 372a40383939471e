import type { Clock } from '../clock/clock.js'
import type { RequestError } from './errors.js'
import type { RateLimiter, Priority } from './rate-limiter.js'
import { type RequestFailure, retryDelayMs, type RetryPolicy } from './retry.js'

/** What one attempt came to. */
export type RequestAttempt<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: RequestFailure; readonly error: RequestError }

export interface AttemptOptions {
  readonly method: string
  readonly priority: Priority
  readonly signal?: AbortSignal | undefined
  readonly onSend?: (() => void) | undefined
}

/** Carries out attempts in their turn until one succeeds or must not be followed by another. */
export type Repeat = <T>(call: AttemptOptions, attempt: (count: number) => Promise<RequestAttempt<T>>) => Promise<T>

/** Joins pace and retries, for calls and downloads alike. */
export function createRepeat(clock: Clock, pace: RateLimiter, retry: RetryPolicy, random: () => number): Repeat {
  return async ({ method, priority, signal, onSend }, attempt) => {
    for (let count = 1; ; count++) {
      await pace.acquire(priority, signal)
      signal?.throwIfAborted()
      onSend?.()
      const outcome = await clock.during(() => attempt(count))
      if (outcome.ok) return outcome.value
      const { failure, error } = outcome
      if (failure.kind === 'status' && failure.retryAfterMs !== undefined) {
        pace.pauseFor(Math.min(failure.retryAfterMs, retry.longestWaitMs))
      }
      const delayMs = retryDelayMs(method, count, failure, retry, random)
      if (delayMs === undefined) throw error
      await clock.sleep(delayMs, signal)
    }
  }
}
