import type { Clock } from '../clock/clock.js'
import { onAbort } from '../shared/on-abort.js'
import type { Run } from '../types/run.js'
import { createErrorBudget, type ErrorBudget } from './error-budget.js'
import type { WaitOptions } from './wait.js'

/** One call of `wait`, until it resolves, rejects or is aborted. */
export interface Waiter {
  readonly runId: number
  readonly errorBudget: ErrorBudget
  readonly hasEnded: () => boolean
  /** Returns whether the status has changed since the last update. */
  readonly update: (run: Run) => boolean
  readonly resolve: (run: Run) => void
  readonly reject: (error: unknown) => void
}

export interface WaiterOptions extends Pick<WaitOptions, 'signal' | 'onChange'> {
  readonly runId: number
  readonly errorTimeoutMs: number
  readonly onResolve: (run: Run) => void
  readonly onReject: (error: unknown) => void
  /** Called once, before `onResolve` or `onReject`. */
  readonly onEnd: () => void
}

export function createWaiter(
  clock: Clock,
  { runId, errorTimeoutMs, signal, onChange, onResolve, onReject, onEnd }: WaiterOptions,
): Waiter {
  let ended = false
  let status: string | undefined | null = null
  const cancelAbort = onAbort(signal, () => {
    end()
    onReject(signal?.reason)
  })
  const end = () => {
    ended = true
    cancelAbort()
    onEnd()
  }
  return {
    runId,
    errorBudget: createErrorBudget(clock, errorTimeoutMs),
    hasEnded: () => ended,
    update: (run) => {
      const changed = run.status !== status
      status = run.status
      if (changed) onChange?.(run)
      return changed
    },
    resolve: (run) => {
      end()
      onResolve(run)
    },
    reject: (error) => {
      end()
      onReject(error)
    },
  }
}
