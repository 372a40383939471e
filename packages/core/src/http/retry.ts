/** Why an attempt failed. */
export type RequestFailure =
  | { readonly kind: 'no-response' }
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterMs?: number }

export interface RetryPolicy {
  /** The maximum number of attempts, the first one included. */
  readonly attempts: number
  /** The wait before the second attempt; it doubles with each further attempt. */
  readonly baseMs: number
  /** With a longer `Retry-After` the request fails without another attempt. */
  readonly maxWaitMs: number
}

export const defaultRetryPolicy: RetryPolicy = { attempts: 4, baseMs: 500, maxWaitMs: 120_000 }

const idempotentMethods = new Set(['GET', 'PUT', 'DELETE'])

/**
 * The wait before the next attempt; undefined for no further attempt.
 * A repeated POST could launch a second run, so it is repeated only after 429, which says that nothing was done.
 */
export function retryDelayMs(
  method: string,
  attempt: number,
  failure: RequestFailure,
  policy: RetryPolicy,
  random: () => number,
): number | undefined {
  if (attempt >= policy.attempts) return undefined
  if (failure.kind === 'status') {
    const repeatable =
      failure.status === 429 || ([502, 503, 504].includes(failure.status) && idempotentMethods.has(method))
    if (!repeatable) return undefined
    if (failure.retryAfterMs !== undefined) {
      return failure.retryAfterMs <= policy.maxWaitMs ? failure.retryAfterMs : undefined
    }
  } else if (!idempotentMethods.has(method)) return undefined
  // Random in the upper half of the wait, so that clients that failed together do not repeat together.
  return policy.baseMs * 2 ** (attempt - 1) * (0.5 + random() / 2)
}

/** Reads `Retry-After`, which holds seconds or an HTTP date. */
export function parseRetryAfterMs(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined
  // `Date.parse` reads a negative or fractional number as a year.
  if (/^\s*[-+]?[\d.]+\s*$/.test(header)) {
    const ms = Number(header) * 1_000
    return ms > 0 ? ms : undefined
  }
  const ms = Date.parse(header) - nowMs
  // A time that is over says nothing about the next attempt, so the usual wait applies.
  return ms > 0 ? ms : undefined
}
