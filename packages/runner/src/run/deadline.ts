import type { Clock } from '@loadero-test/core'
import type { TestSpec } from '../model.js'

export class DeadlineError extends Error {
  override readonly name = 'DeadlineError'
}

/** Loadero's own overhead, with room to spare: queue, 2–3 minutes of start-up, collection (blog, recorded runs). */
const overheadMs = 20 * 60_000

/** The longest that a run of this test should take from launch to settled. */
export const deadlineMs = ({ startIntervalSeconds, participantTimeoutSeconds }: TestSpec): number =>
  overheadMs + (startIntervalSeconds + participantTimeoutSeconds) * 1_000

/** Runs work with a signal that aborts after `ms`, or with the outer one. */
export const withDeadline = async <T>(
  clock: Clock,
  ms: number,
  outer: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  const done = new AbortController()
  const over = new AbortController()
  const timer = clock.sleep(ms, done.signal).then(
    () => over.abort(new DeadlineError(`not over after ${Math.round(ms / 60_000)} minutes`)),
    () => undefined,
  )
  try {
    return await work(outer ? AbortSignal.any([outer, over.signal]) : over.signal)
  } finally {
    done.abort()
    await timer
  }
}
