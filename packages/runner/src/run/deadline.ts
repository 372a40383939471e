import type { Clock } from '@loadero-test/core'
import type { TestSpec } from '../model/model.js'

export class DeadlineError extends Error {
  override readonly name = 'DeadlineError'
}

const minute = 60_000

/** What a run may take beyond the test itself: usually it is 3 to 5 minutes in all. */
const allowedMs = {
  queue: 30 * minute,
  startUp: 10 * minute,
  collection: 10 * minute,
}

/** The longest that a run of this test may take from its launch until it has settled. */
export function deadlineMs(
  spec: Pick<TestSpec, 'startIntervalSeconds' | 'participantTimeoutSeconds'>,
): number {
  return allowedMs.queue + allowedMs.startUp + runDurationMs(spec) + allowedMs.collection
}

/** The longest that its participants can be playing. */
export function runDurationMs({
  startIntervalSeconds,
  participantTimeoutSeconds,
}: Pick<TestSpec, 'startIntervalSeconds' | 'participantTimeoutSeconds'>): number {
  return (startIntervalSeconds + participantTimeoutSeconds) * 1_000
}

/** Runs work with a signal that aborts after `ms`, with `reason`, or with the outer one. */
export async function withDeadline<T>(
  clock: Clock,
  ms: number,
  outer: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
  reason: Error = new DeadlineError(`not over after ${Math.round(ms / 1_000)} s`),
): Promise<T> {
  const done = new AbortController()
  const over = new AbortController()
  const timer = clock.sleep(ms, done.signal).then(
    () => over.abort(reason),
    () => undefined,
  )
  try {
    return await work(outer ? AbortSignal.any([outer, over.signal]) : over.signal)
  } finally {
    done.abort()
    await timer
  }
}
