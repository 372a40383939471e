import type { RunParticipantRow, RunRow } from '../store/tables.js'
import { createDeferred } from './deferred.js'
import type { LifecycleContext } from './lifecycle-context.js'
import { computeStarts } from './ramp-up.js'

/** Holds the participants of a run back until all are prepared, then lets each start at its time in the ramp-up. */
export interface StartGate {
  open(): void
  /** Resolves at the start time of the participant with this index. Rejects when the signal or the run's stop aborts. */
  wait(index: number, signal: AbortSignal): Promise<void>
}

export function createStartGate(
  { clock, random, assumptions }: Pick<LifecycleContext, 'clock' | 'random' | 'assumptions'>,
  run: RunRow,
  participants: readonly RunParticipantRow[],
  stop: AbortSignal,
): StartGate {
  const groupNums = participants.map(({ group_num }) => group_num)
  const options = { windowMs: run.start_interval * 1000, random, linear: assumptions.linearRampUp }
  const starts = computeStarts(run.increment_strategy, groupNums, options)
  const opened = createDeferred<number>()
  // A stop also rejects the participants that wait. There may be none, so the rejection counts as handled.
  stop.addEventListener('abort', () => opened.reject(stop.reason), { once: true })
  opened.promise.catch(() => {})
  return {
    open: () => opened.resolve(clock.now()),
    wait: async (index, signal) => {
      // Start times count from the opening: a participant that was queued past its own start does not wait again.
      const start = (await opened.promise) + (starts[index] ?? 0)
      await clock.sleep(Math.max(0, start - clock.now()), signal)
    },
  }
}
