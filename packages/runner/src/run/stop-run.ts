import { ApiError, type Clock, type Run, type RunNode, type Watch } from '@loadero-test/core'
import { DeadlineError, withDeadline } from './deadline.js'

export interface StopOptions {
  readonly clock: Clock
  /** Looks often: a stop takes moments. */
  readonly watch: Watch
}

export interface StopResult {
  /** As it was seen last. */
  readonly run: Run
  /** What became of it, in words. */
  readonly note: string
}

/** How long a stopped run is waited for before it is left to itself, by name. */
const graceMs = 30_000

const pauseMs = 2_000

/** Asks for the stop, waits a bounded time for it, and never throws: whoever is leaving wants to know, not to fail. */
export async function stopRun(
  node: Pick<RunNode, 'stop'>,
  run: Run,
  { clock, watch }: StopOptions,
): Promise<StopResult> {
  let refusal: unknown
  const ask = async (signal: AbortSignal) => {
    refusal = await askToStop(node, clock, signal)
  }
  try {
    const over = await withDeadline(clock, graceMs, undefined, async (signal) => {
      const left = new AbortController()
      try {
        void ask(AbortSignal.any([signal, left.signal]))
        return await watch.wait(run.id, { signal })
      } finally {
        left.abort()
      }
    })
    return { run: over, note: over.status === 'aborted' ? `run ${run.id} was stopped` : endedMeanwhile(over) }
  } catch (error) {
    const words = refusal ?? (error instanceof DeadlineError ? undefined : error)
    const why = words === undefined ? 'has not stopped yet' : `could not be stopped: ${textOf(words)}`
    const test = run.test_id === undefined ? '' : ` of test ${run.test_id}`
    return { run, note: `run ${run.id}${test} ${why}; it may still be going at Loadero` }
  }
}

function endedMeanwhile({ id, status }: Run): string {
  return `run ${id} had already ended as ${status}`
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** A stop may be asked for any number of times. Gives the last refusal, if there was no consent. */
async function askToStop(
  node: Pick<RunNode, 'stop'>,
  clock: Clock,
  signal: AbortSignal,
): Promise<unknown> {
  let refusal: unknown
  while (!signal.aborted) {
    try {
      await node.stop({ signal })
      return undefined
    } catch (error) {
      if (signal.aborted) return refusal
      refusal = error
      // Whatever the service finds wrong with the request, it would find again.
      if (error instanceof ApiError && error.status < 500) return refusal
      await clock.sleep(pauseMs, signal).catch(() => undefined)
    }
  }
  return refusal
}
