import type { Clock, LoaderoClient, PollResult, Watch } from '@loadero-test/core'
import type { ArtifactPolicy } from '../model/result.js'
import { type Overhead, overheads } from './expected-end.js'
import { createPollSchedule, type PollSchedule } from './poll-schedule.js'

/** What all runs of a session share. */
export interface RunContext {
  readonly client: LoaderoClient
  readonly clock: Clock
  /** Aborts when the session is interrupted, or its time is over. */
  readonly signal: AbortSignal
  /** Aborts when the process will soon be killed: runs that stop are no longer waited for. */
  readonly hurry?: AbortSignal | undefined
  /** Logs and artifacts are written below it. */
  readonly directory: string
  /** Whose logs and artifacts are kept. */
  readonly artifacts: ArtifactPolicy
  /** Of the project. */
  readonly root: string
  /** Participants that start late make their test errored. */
  readonly strictLoad?: boolean | undefined
  /** Whether all results are read whole. At Loadero, each of them is a request. */
  readonly readsAll?: boolean | undefined
  /** Whether the logs are those of a scenario, with times of their own. */
  readonly isSimulated?: boolean | undefined
  /** Polls all runs together. */
  readonly watch: Watch
  /** Polls the runs that are being stopped, more often. */
  readonly stopWatch: Watch
  readonly pollSchedule: PollSchedule
  readonly overhead: Overhead
  /** A poll of a local server costs nothing. */
  readonly place: keyof typeof overheads
}

export interface RunContextOptions extends Pick<
  RunContext,
  | 'client'
  | 'clock'
  | 'signal'
  | 'hurry'
  | 'directory'
  | 'artifacts'
  | 'root'
  | 'strictLoad'
  | 'place'
  | 'readsAll'
  | 'isSimulated'
> {
  /** The minimum time between two polls. */
  readonly pollIntervalMs: number
  /** 0…1 */
  readonly random: () => number
  /** Called once when polls begin to fail. */
  readonly onOutage: (error: unknown) => void
}

/** Runs that cannot be polled are not abandoned before this: they go on, and they are paid for. */
const errorTimeoutMs = 10 * 60_000

/** Errors less than this apart are one outage. */
const outageMs = 5 * 60_000

/** Between two polls of runs that are being stopped. */
const stopIntervalMs = 2_000

export function createRunContext({
  pollIntervalMs: intervalMs,
  random,
  onOutage,
  ...shared
}: RunContextOptions): RunContext {
  const { client, clock, place } = shared
  const pollSchedule = createPollSchedule({ clock, intervalMs, random })
  let outageSeenMs = -Infinity
  const onError = (error: unknown) => {
    if (clock.now() - outageSeenMs > outageMs) onOutage(error)
    outageSeenMs = clock.now()
  }
  const pauseMs = (poll: PollResult) => (place === 'local' ? intervalMs : pollSchedule.pauseMs(poll))
  return {
    ...shared,
    watch: client.watch({ pauseMs, errorTimeoutMs, onError }),
    stopWatch: client.watch({ pauseMs: () => Math.min(intervalMs, stopIntervalMs), errorTimeoutMs }),
    pollSchedule,
    overhead: overheads[place],
  }
}
