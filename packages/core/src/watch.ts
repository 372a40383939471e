import type { Clock } from './clock.js'
import type { CallOptions, ReadCollection } from './collection.js'
import { isLive } from './constants/run-statuses.js'
import type { RunFilters } from './filters.js'
import type { Run } from './types/run.js'
import type { WaitOptions } from './wait.js'

export interface WatchOptions {
  /** Time between two looks while something happens; 5 s unless told. */
  readonly intervalMs?: number
  /** To this the time grows, half as much again with each look that saw no change; 30 s unless told. */
  readonly longestIntervalMs?: number
}

/** Many runs, followed with one list request a look. It looks only while somebody waits. */
export interface Watch {
  /**
   * Resolves with the run once it can no longer change; an unknown status counts as live.
   * Rejects when the run cannot be read, or when nothing can.
   */
  wait(runId: number, options?: Pick<WaitOptions, 'signal' | 'onChange'>): Promise<Run>
}

interface Waiter {
  readonly id: number
  /** Whether the status is another than before. */
  readonly see: (run: Run) => boolean
  readonly resolve: (run: Run) => void
  readonly reject: (error: unknown) => void
}

const smallestPage = 25
const largestPage = 500

/**
 * There is no filter by id, so a look reads the newest runs of the project. A run that is not among them is read by
 * itself, and the next look asks for more of them.
 */
export const createWatch = (
  runs: ReadCollection<Run, RunFilters>,
  clock: Clock,
  { intervalMs = 5_000, longestIntervalMs = 30_000 }: WatchOptions = {},
): Watch => {
  const waiters = new Set<Waiter>()
  let limit = smallestPage
  let nobody = new AbortController()
  let looking = false

  const lookFor = async (waiter: Waiter, listed: Run | undefined, options: CallOptions): Promise<boolean> => {
    try {
      // Only the answer for one run says how many participants it had, so the last word is always that.
      const run = listed && isLive(listed.status) ? listed : await runs.get(waiter.id, options)
      if (!waiters.has(waiter)) return false
      const changed = waiter.see(run)
      if (!isLive(run.status)) waiter.resolve(run)
      return changed
    } catch (error) {
      waiter.reject(error)
      return false
    }
  }

  const look = async (options: CallOptions): Promise<boolean> => {
    const { results } = await runs.list({ order_by: '-id', limit }, options)
    const listed = new Map(results.map((run) => [run.id, run]))
    const all = [...waiters]
    if (all.some(({ id }) => !listed.has(id))) limit = Math.min(limit * 2, largestPage)
    let changed = false
    for (const waiter of all) {
      if (waiters.has(waiter) && (await lookFor(waiter, listed.get(waiter.id), options))) changed = true
    }
    return changed
  }

  const lookOn = async (signal: AbortSignal): Promise<void> => {
    let pauseMs = intervalMs
    try {
      while (waiters.size > 0) {
        const changed = await look({ signal })
        pauseMs = changed ? intervalMs : Math.min(pauseMs * 1.5, longestIntervalMs)
        if (waiters.size > 0) await clock.sleep(pauseMs, signal)
      }
    } catch (error) {
      if (!signal.aborted) for (const waiter of waiters) waiter.reject(error)
    }
  }

  const start = async (): Promise<void> => {
    looking = true
    nobody = new AbortController()
    await lookOn(nobody.signal)
    looking = false
    // Somebody may have come while the last one was leaving.
    if (waiters.size > 0) void start()
  }

  return {
    wait: (id, options = {}) =>
      new Promise((resolve, reject) => {
        options.signal?.throwIfAborted()
        const waiter = createWaiter(id, options, { resolve, reject }, () => {
          waiters.delete(waiter)
          if (waiters.size === 0) nobody.abort()
        })
        waiters.add(waiter)
        if (!looking) void start()
      }),
  }
}

const createWaiter = (
  id: number,
  { signal, onChange }: Pick<WaitOptions, 'signal' | 'onChange'>,
  settle: Pick<Waiter, 'resolve' | 'reject'>,
  onLeave: () => void,
): Waiter => {
  let status: string | undefined | null = null
  const abort = () => {
    leave()
    settle.reject(signal?.reason)
  }
  const leave = () => {
    signal?.removeEventListener('abort', abort)
    onLeave()
  }
  signal?.addEventListener('abort', abort, { once: true })
  return {
    id,
    see: (run) => {
      const changed = run.status !== status
      status = run.status
      if (changed) onChange?.(run)
      return changed
    },
    resolve: (run) => {
      leave()
      settle.resolve(run)
    },
    reject: (error) => {
      leave()
      settle.reject(error)
    },
  }
}
