/** Why an attempt did not succeed. */
export type RequestFailure =
  | { readonly kind: 'no-answer' }
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterMs?: number }

export interface RetryPolicy {
  /** Attempts in all. */
  readonly attempts: number
  /** Wait before the second attempt; doubles each time. */
  readonly baseMs: number
  /** A `Retry-After` beyond this is not waited for: the request fails and says so. */
  readonly longestWaitMs: number
}

export const defaultRetryPolicy: RetryPolicy = { attempts: 4, baseMs: 500, longestWaitMs: 120_000 }

const harmless = new Set(['GET', 'PUT', 'DELETE'])

/**
 * How long to wait before the next attempt, or undefined when there must be none.
 * A POST might launch a second run, so it is repeated only after 429, by which the service says that it did nothing.
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
      failure.status === 429 || (harmless.has(method) && [502, 503, 504].includes(failure.status))
    if (!repeatable) return undefined
    if (failure.retryAfterMs !== undefined) {
      return failure.retryAfterMs <= policy.longestWaitMs ? failure.retryAfterMs : undefined
    }
  } else if (!harmless.has(method)) return undefined
  // Full jitter on the upper half keeps waiting clients apart and still backs off.
  return policy.baseMs * 2 ** (attempt - 1) * (0.5 + random() / 2)
}

/** Reads `Retry-After`, which comes in seconds or as an HTTP date. */
export function parseRetryAfterMs(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1_000
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs)
}
