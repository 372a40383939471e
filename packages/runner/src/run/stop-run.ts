import { ApiError, type Clock, type Run, type RunNode, type Watch } from '@loadero-test/core'
import { errorMessage } from '@loadero-test/core/internal'
import { DeadlineError, withDeadline } from './deadline.js'

export interface StopOptions {
  readonly clock: Clock
  /** Polls often: a stop takes moments. */
  readonly watch: Watch
  /** Aborts when the end of the run is no longer waited for. */
  readonly hurry?: AbortSignal | undefined
}

export interface StopResult {
  /** As it was polled last. */
  readonly run: Run
  /** A sentence that says how it ended. */
  readonly note: string
}

/** How long a stopped run is waited for. After that, it is reported by its number, and not waited for. */
const stopTimeoutMs = 30_000

const retryPauseMs = 2_000

/** Requests the stop and waits a limited time for the end. Never throws: the result says what happened. */
export async function stopRun(
  node: Pick<RunNode, 'stop'>,
  run: Run,
  { clock, watch, hurry }: StopOptions,
): Promise<StopResult> {
  let refusal: unknown
  try {
    const ended = await withDeadline(clock, stopTimeoutMs, hurry, async (signal) => {
      const done = new AbortController()
      try {
        void requestStop(node, clock, AbortSignal.any([signal, done.signal])).then((error) => {
          refusal = error
        })
        return await watch.wait(run.id, { signal })
      } finally {
        done.abort()
      }
    })
    return {
      run: ended,
      note:
        ended.status === 'aborted'
          ? `run ${run.id} was stopped`
          : `run ${run.id} had already ended as ${ended.status}`,
    }
  } catch (error) {
    const isOver = error instanceof DeadlineError || hurry?.aborted
    const cause = refusal ?? (isOver ? undefined : error)
    const problem =
      cause === undefined ? 'has not stopped yet' : `could not be stopped: ${errorMessage(cause)}`
    const ofTest = run.test_id === undefined ? '' : ` of test ${run.test_id}`
    return { run, note: `run ${run.id}${ofTest} ${problem}; it may still be running at Loadero` }
  }
}

/** Requests the stop until it is accepted; repeating it is safe. Returns the last refusal, if none was accepted. */
async function requestStop(node: Pick<RunNode, 'stop'>, clock: Clock, signal: AbortSignal): Promise<unknown> {
  let refusal: unknown
  while (!signal.aborted) {
    try {
      await node.stop({ signal })
      return undefined
    } catch (error) {
      if (signal.aborted) return refusal
      refusal = error
      // A request that the service refuses is refused again.
      if (error instanceof ApiError && error.status < 500) return refusal
      await clock.sleep(retryPauseMs, signal).catch(() => undefined)
    }
  }
  return refusal
}
