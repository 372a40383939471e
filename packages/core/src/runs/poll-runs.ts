import { isLive } from '../constants/run-statuses.js'
import type { CallOptions, ReadCollection } from '../resources/collection.js'
import type { RunFilters } from '../resources/filters.js'
import type { Run } from '../types/run.js'
import type { ErrorBudget } from './error-budget.js'
import type { Waiter } from './waiter.js'

export interface PollResult {
  /** The awaited runs that are still live, without those that could not be read. */
  readonly live: readonly Run[]
  /** Whether any status has changed since the last poll. */
  readonly changed: boolean
}

const minPageSize = 25
const maxPageSize = 500
const emptyPoll: PollResult = { live: [], changed: false }

/**
 * Creates a function that updates all waiters. The service has no filter by id, so each poll lists the newest runs of
 * the project. A run that is not among them is read on its own, and the next poll lists more runs.
 */
export function createPoll(
  runs: ReadCollection<Run, RunFilters>,
  waiters: ReadonlySet<Waiter>,
  errorBudget: ErrorBudget,
  onError?: (error: unknown) => void,
): (call: CallOptions) => Promise<PollResult> {
  let limit = minPageSize

  const pollWaiter = async (
    waiter: Waiter,
    listed: Run | undefined,
    call: CallOptions,
  ): Promise<PollResult> => {
    try {
      // Only the response for one run has the number of participants, so an ended run is read on its own.
      const run = listed && isLive(listed.status) ? listed : await runs.get(waiter.runId, call)
      if (waiter.hasEnded()) return emptyPoll
      waiter.errorBudget.reset()
      const changed = waiter.update(run)
      if (isLive(run.status)) return { live: [run], changed }
      waiter.resolve(run)
      return { live: [], changed }
    } catch (error) {
      if (waiter.hasEnded()) return emptyPoll
      if (waiter.errorBudget.tolerates(error)) onError?.(error)
      else waiter.reject(error)
      return emptyPoll
    }
  }

  const pollAll = async (call: CallOptions): Promise<PollResult> => {
    limit = Math.min(Math.max(limit, waiters.size * 2), maxPageSize)
    const { results } = await runs.list({ order_by: '-id', limit }, call)
    const listed = new Map(results.map((run) => [run.id, run]))
    const current = [...waiters]
    if (current.some(({ runId }) => !listed.has(runId))) limit = Math.min(limit * 2, maxPageSize)
    const polls: PollResult[] = []
    for (const waiter of current) {
      if (!waiter.hasEnded()) polls.push(await pollWaiter(waiter, listed.get(waiter.runId), call))
    }
    return { live: polls.flatMap(({ live }) => live), changed: polls.some(({ changed }) => changed) }
  }

  return async (call) => {
    try {
      const result = await pollAll(call)
      errorBudget.reset()
      return result
    } catch (error) {
      if (call.signal?.aborted || !errorBudget.tolerates(error)) throw error
      onError?.(error)
      return emptyPoll
    }
  }
}
