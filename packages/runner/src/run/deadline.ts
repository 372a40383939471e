import type { Clock } from '@loadero-test/core'
import type { TestSpec } from '../model/spec.js'

export class DeadlineError extends Error {
  override readonly name = 'DeadlineError'
}

const minuteMs = 60_000

/** What a run may take in addition to the test itself. Usually it is 3 to 5 minutes in all. */
const allowedMs = {
  queue: 30 * minuteMs,
  startUp: 10 * minuteMs,
  collection: 10 * minuteMs,
}

type SpecTimes = Pick<TestSpec, 'startIntervalSeconds' | 'participantTimeoutSeconds'>

/** The maximum time of a run from its launch to its end. */
export function deadlineMs(spec: SpecTimes): number {
  return allowedMs.queue + allowedMs.startUp + maxRunningMs(spec) + allowedMs.collection
}

/** The maximum time in which participants run: the start interval and the timeout. */
export function maxRunningMs({ startIntervalSeconds, participantTimeoutSeconds }: SpecTimes): number {
  return (startIntervalSeconds + participantTimeoutSeconds) * 1_000
}

/** Calls `work` with a signal that aborts after `timeoutMs`, with `reason`, or when the outer signal aborts. */
export async function withDeadline<T>(
  clock: Clock,
  timeoutMs: number,
  outer: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
  reason: Error = new DeadlineError(`not over after ${Math.round(timeoutMs / 1_000)} s`),
): Promise<T> {
  const done = new AbortController()
  const deadline = new AbortController()
  const timer = clock.sleep(timeoutMs, done.signal).then(
    () => deadline.abort(reason),
    () => undefined,
  )
  try {
    return await work(outer ? AbortSignal.any([outer, deadline.signal]) : deadline.signal)
  } finally {
    done.abort()
    await timer
  }
}
