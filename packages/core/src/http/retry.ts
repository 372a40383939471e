/** Why an attempt failed. */
export type RequestFailure =
  | { readonly kind: 'no-response' }
  /** Another attempt would fail, too. */
  | { readonly kind: 'final' }
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterMs?: number }

export interface RetryPolicy {
  /** The maximum number of attempts, the first one included. */
  readonly attempts: number
  /** The wait before the second attempt; it doubles with each further attempt. */
  readonly baseMs: number
  /** The maximum wait before an attempt, also when `Retry-After` asks for a longer one. */
  readonly maxWaitMs: number
  /** No attempt is made later than this after the first one. */
  readonly maxTotalMs: number
  /** How many attempts of all requests can be repeated; each request that succeeds allows one more. */
  readonly maxRepeats: number
}

export const defaultRetryPolicy: RetryPolicy = {
  attempts: 4,
  baseMs: 500,
  maxWaitMs: 120_000,
  maxTotalMs: 600_000,
  maxRepeats: 500,
}

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
  if (attempt >= policy.attempts || failure.kind === 'final') return undefined
  const isIdempotent = idempotentMethods.has(method)
  const isRepeatable =
    failure.kind === 'status'
      ? failure.status === 429 || ([502, 503, 504].includes(failure.status) && isIdempotent)
      : isIdempotent
  if (!isRepeatable) return undefined
  // Random in the upper half of the wait, so that clients that failed together do not repeat together.
  const backoffMs = policy.baseMs * 2 ** (attempt - 1) * (0.5 + random() / 2)
  const retryAfterMs = failure.kind === 'status' ? (failure.retryAfterMs ?? 0) : 0
  return Math.min(Math.max(backoffMs, retryAfterMs), policy.maxWaitMs)
}

/** Reads `Retry-After`, which holds seconds or an HTTP date; undefined for anything else, and for a time that is over. */
export function parseRetryAfterMs(header: string | null, nowMs: number): number | undefined {
  const text = header?.trim() ?? ''
  // `Date.parse` reads a date into almost any text with a number.
  const isDate = /^[a-z]{3,9},? .*\d\d:\d\d:\d\d/i.test(text)
  const ms = isDate ? Date.parse(text) - nowMs : /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1_000 : 0
  return ms > 0 ? ms : undefined
}
