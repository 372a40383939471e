import type { Clock } from '../clock/clock.js'
import type { ReadCollection } from '../resources/collection.js'
import type { RunFilters } from '../resources/filters.js'
import type { Run } from '../types/run.js'
import { createErrorBudget } from './error-budget.js'
import { createPoll, type PollResult } from './poll-runs.js'
import type { WaitOptions } from './wait.js'
import { createWaiter, type Waiter } from './waiter.js'

export interface WatchOptions {
  /** Time between two polls after a change; 5 s by default. */
  readonly intervalMs?: number
  /** The time between two polls grows by half after each poll without a change, up to this; 30 s by default. */
  readonly maxIntervalMs?: number
  /** Replaces both: the time from this poll to the next one. */
  readonly pauseMs?: (poll: PollResult) => number
  /** For how long polls may fail until `wait` rejects; 0 by default. 401, 403 and 404 are never tolerated. */
  readonly errorTimeoutMs?: number
  /** Called with each error that is tolerated. */
  readonly onError?: (error: unknown) => void
}

/** Follows many runs with one list request per poll. It polls only while a run is waited for. */
export interface Watch {
  /**
   * Resolves with the run as soon as it can no longer change; an unknown status counts as live.
   * Rejects when the run cannot be read, or when the runs cannot be listed.
   */
  wait(runId: number, options?: Pick<WaitOptions, 'signal' | 'onChange'>): Promise<Run>
}

export function createWatch(
  runs: ReadCollection<Run, RunFilters>,
  clock: Clock,
  watchOptions: WatchOptions = {},
): Watch {
  const { errorTimeoutMs = 0, onError, intervalMs = 5_000, maxIntervalMs = 30_000 } = watchOptions
  // The time between polls grows while nothing changes.
  let backoffMs = intervalMs
  const backOff = ({ changed }: PollResult): number => {
    backoffMs = changed ? intervalMs : Math.min(backoffMs * 1.5, maxIntervalMs)
    return backoffMs
  }
  const { pauseMs = backOff } = watchOptions
  const waiters = new Set<Waiter>()
  const poll = createPoll(runs, waiters, createErrorBudget(clock, errorTimeoutMs), onError)
  let allEnded = new AbortController()
  let isPolling = false

  const pollUntilAllEnded = async (signal: AbortSignal): Promise<void> => {
    try {
      while (waiters.size > 0) {
        const pause = pauseMs(await poll({ signal }))
        if (waiters.size > 0) await clock.sleep(pause, signal)
      }
    } catch (error) {
      if (!signal.aborted) for (const waiter of waiters) waiter.reject(error)
    }
  }

  const start = async (): Promise<void> => {
    isPolling = true
    allEnded = new AbortController()
    await pollUntilAllEnded(allEnded.signal)
    isPolling = false
    // A new wait can begin while the last one ends.
    if (waiters.size > 0) void start()
  }

  return {
    wait: (runId, options = {}) =>
      new Promise((resolve, reject) => {
        options.signal?.throwIfAborted()
        const waiter = createWaiter(clock, {
          ...options,
          runId,
          errorTimeoutMs,
          onResolve: resolve,
          onReject: reject,
          onEnd: () => {
            waiters.delete(waiter)
            if (waiters.size === 0) allEnded.abort()
          },
        })
        waiters.add(waiter)
        if (!isPolling) void start()
      }),
  }
}
