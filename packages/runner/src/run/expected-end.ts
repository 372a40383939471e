import type { Clock, Run } from '@loadero-test/core'
import type { TestSpec } from '../model/spec.js'
import { maxRunningMs } from './deadline.js'

/** What a run usually takes in addition to its participants' own time. */
export interface Overhead {
  readonly startUpMs: number
  readonly collectionMs: number
}

/** For the service, from its documentation and recordings. Local browsers start in seconds. */
export const overheads = {
  service: { startUpMs: 4 * 60_000, collectionMs: 60_000 },
  local: { startUpMs: 10_000, collectionMs: 5_000 },
} as const satisfies Record<string, Overhead>

export interface RunTiming {
  readonly spec: Pick<TestSpec, 'startIntervalSeconds' | 'participantTimeoutSeconds'>
  readonly launchedMs: number
  /** When its participants were first seen running. */
  readonly runningMs?: number | undefined
  /** How long an earlier run of this test took, from launch to end. */
  readonly seenMs?: number | undefined
  readonly overhead: Overhead
}

/** When a run should end: after as long as the last one took, at the latest when its participants' time is up. */
export function expectedEndMs({ spec, launchedMs, runningMs, seenMs, overhead }: RunTiming): number {
  const began = runningMs ?? launchedMs + overhead.startUpMs
  const latest = began + maxRunningMs(spec) + overhead.collectionMs
  return seenMs === undefined ? latest : Math.min(latest, launchedMs + seenMs)
}

/** When the participants of a run began to run, on our clock; `undefined` until they do. */
export function runningSince(
  { status }: Run,
  previousMs: number | undefined,
  clock: Clock,
): number | undefined {
  return previousMs ?? (status === 'pending' || status === 'initializing' ? undefined : clock.now())
}
