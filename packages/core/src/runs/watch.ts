import type { Clock } from '../clock/clock.js'
import type { CallOptions, ReadCollection } from '../resources/collection.js'
import { isLive } from '../constants/run-statuses.js'
import type { RunFilters } from '../resources/filters.js'
import { createErrorBudget, type ErrorBudget } from './error-budget.js'
import type { Run } from '../types/run.js'
import type { WaitOptions } from './wait.js'

/** What a look saw. */
export interface PollResult {
  /** Those that are waited for and still live; a run that could not be read is missing. */
  readonly live: readonly Run[]
  /** Whether any status is another than before. */
  readonly changed: boolean
}

export interface WatchOptions {
  /** Time between two looks while something happens; 5 s unless told. */
  readonly intervalMs?: number
  /** To this the time grows, half as much again with each look that saw no change; 30 s unless told. */
  readonly maxIntervalMs?: number
  /** In place of both: how long to wait until the next look. */
  readonly pauseMs?: (look: PollResult) => number
  /** For how long looks may fail before it is given up; not at all unless told. A refusal is final. */
  readonly errorTimeoutMs?: number
  /** Told of each failed look that is put up with. */
  readonly onError?: (error: unknown) => void
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
  readonly patience: ErrorBudget
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
export function createWatch(
  runs: ReadCollection<Run, RunFilters>,
  clock: Clock,
  watching: WatchOptions = {},
): Watch {
  const { errorTimeoutMs: patienceMs = 0, onError: onTrouble, pauseMs = growing(watching) } = watching
  const waiters = new Set<Waiter>()
  const patience = createErrorBudget(clock, patienceMs)
  let limit = smallestPage
  let nobody = new AbortController()
  let looking = false

  const read = async ({ id }: Waiter, listed: Run | undefined, call: CallOptions): Promise<Run> =>
    // Only the answer for one run says how many participants it had, so the last word is always that.
    listed && isLive(listed.status) ? listed : runs.get(id, call)

  const lookFor = async (waiter: Waiter, listed: Run | undefined, call: CallOptions): Promise<PollResult> => {
    const nothing = { live: [], changed: false }
    try {
      const run = await read(waiter, listed, call)
      if (!waiters.has(waiter)) return nothing
      waiter.patience.reset()
      const changed = waiter.see(run)
      if (isLive(run.status)) return { live: [run], changed }
      waiter.resolve(run)
      return { live: [], changed }
    } catch (error) {
      if (!waiters.has(waiter)) return nothing
      if (waiter.patience.tolerates(error)) onTrouble?.(error)
      else waiter.reject(error)
      return nothing
    }
  }

  const look = async (call: CallOptions): Promise<PollResult> => {
    limit = Math.min(Math.max(limit, waiters.size * 2), largestPage)
    const { results } = await runs.list({ order_by: '-id', limit }, call)
    const listed = new Map(results.map((run) => [run.id, run]))
    const all = [...waiters]
    if (all.some(({ id }) => !listed.has(id))) limit = Math.min(limit * 2, largestPage)
    const looks: PollResult[] = []
    for (const waiter of all) {
      if (waiters.has(waiter)) looks.push(await lookFor(waiter, listed.get(waiter.id), call))
    }
    return { live: looks.flatMap(({ live }) => live), changed: looks.some(({ changed }) => changed) }
  }

  const lookPatiently = async (call: CallOptions): Promise<PollResult> => {
    try {
      const seen = await look(call)
      patience.reset()
      return seen
    } catch (error) {
      if (call.signal?.aborted || !patience.tolerates(error)) throw error
      onTrouble?.(error)
      return { live: [], changed: false }
    }
  }

  const lookOn = async (signal: AbortSignal): Promise<void> => {
    try {
      while (waiters.size > 0) {
        const pause = pauseMs(await lookPatiently({ signal }))
        if (waiters.size > 0) await clock.sleep(pause, signal)
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
        const leave = () => {
          waiters.delete(waiter)
          if (waiters.size === 0) nobody.abort()
        }
        const seeing = createWaiter(options, { resolve, reject }, leave)
        const waiter = { ...seeing, id, patience: createErrorBudget(clock, patienceMs) }
        waiters.add(waiter)
        if (!looking) void start()
      }),
  }
}

/** The time between looks grows while nothing changes. */
function growing({ intervalMs = 5_000, maxIntervalMs: longestIntervalMs = 30_000 }: WatchOptions) {
  let pauseMs = intervalMs
  return ({ changed }: PollResult): number =>
    (pauseMs = changed ? intervalMs : Math.min(pauseMs * 1.5, longestIntervalMs))
}

function createWaiter(
  { signal, onChange }: Pick<WaitOptions, 'signal' | 'onChange'>,
  settle: Pick<Waiter, 'resolve' | 'reject'>,
  onLeave: () => void,
): Pick<Waiter, 'see' | 'resolve' | 'reject'> {
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
