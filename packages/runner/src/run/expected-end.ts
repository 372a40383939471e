import type { Clock, Run } from '@loadero-test/core'
import type { TestSpec } from '../model/model.js'
import { runDurationMs } from './deadline.js'

/** What a run usually takes beyond its participants' own time. */
export interface Overhead {
  readonly startUpMs: number
  readonly collectionMs: number
}

/** At Loadero, by what is documented and what was recorded; on this machine browsers start in seconds. */
export const overheads = {
  service: { startUpMs: 4 * 60_000, collectionMs: 60_000 },
  local: { startUpMs: 10_000, collectionMs: 5_000 },
} as const satisfies Record<string, Overhead>

/** What is known of a run before it is over. */
export interface Course {
  readonly spec: Pick<TestSpec, 'startIntervalSeconds' | 'participantTimeoutSeconds'>
  readonly launchedMs: number
  /** When it was first seen to run. */
  readonly runningMs?: number | undefined
  /** How long a run of this test took before, from launch to end. */
  readonly seenMs?: number | undefined
  readonly overhead: Overhead
}

/** When a run should be over: as long as the last one took, and at the latest when its participants' time is up. */
export const expectedEndMs = ({ spec, launchedMs, runningMs, seenMs, overhead }: Course): number => {
  const began = runningMs ?? launchedMs + overhead.startUpMs
  const latest = began + runDurationMs(spec) + overhead.collectionMs
  return seenMs === undefined ? latest : Math.min(latest, launchedMs + seenMs)
}

/** When a run began to run, on our own clock; undefined while it does not yet. */
export const runningSince = ({ status }: Run, before: number | undefined, clock: Clock): number | undefined =>
  before ?? (status === 'pending' || status === 'initializing' ? undefined : clock.now())
