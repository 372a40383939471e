import { LaunchLostError, type Run } from '@loadero-test/core'
import { errorMessage } from '@loadero-test/core/internal'
import type { AttemptListener, ResumedRun } from '../model/attempt.js'
import { formatMs } from '../model/duration.js'
import { InterruptedError, NotLaunchedError } from '../model/errors.js'
import type { Progress } from '../model/session.js'
import type { TestSpec } from '../model/spec.js'
import { DeadlineError, deadlineMs, withDeadline } from './deadline.js'
import { expectedEndMs, runningSince } from './expected-end.js'
import type { RunContext } from './run-context.js'

export interface FollowOptions extends AttemptListener {
  readonly resumed?: ResumedRun | undefined
  /** How long an earlier run of this test took, from launch to end. */
  readonly seenMs?: number | undefined
  readonly onProgress: (progress: Omit<Progress, 'attempt'>) => void
  readonly onNotice: (message: string) => void
}

export interface Launched {
  readonly run: Run
  readonly launchedMs: number
}

/** Launches a test, or finds the run that another process launched. */
export async function launchRun(
  testId: number,
  { client, clock, signal }: RunContext,
  { resumed, onProgress, onNotice, onSend, onLaunched, onLost }: FollowOptions,
): Promise<Launched> {
  if (resumed?.kind === 'launched') {
    return { run: { id: resumed.runId, test_id: testId } as Run, launchedMs: resumed.launchedMs }
  }
  onProgress({ phase: 'launching' })
  // A launch that may have arrived is never sent again: its run is only searched for.
  const { foundBy, ...run } = await client
    .test(testId)
    .launch({ signal, knownRunIds: resumed?.known, onSend })
    .catch((error: unknown) => {
      if (error instanceof LaunchLostError) onLost()
      throw error
    })
  onLaunched(run)
  onProgress({ phase: 'live', run })
  if (foundBy === 'search')
    onNotice(`the launch response was lost; run ${run.id} is assumed to be the launch`)
  return { run, launchedMs: clock.now() }
}

/** Leaves time for one poll at least, however long ago the launch was. */
const minFollowMs = 60_000

/** Polls a run until it ends. */
export async function followRun(
  spec: TestSpec,
  { run, launchedMs }: Launched,
  { watch, clock, signal, pollSchedule, overhead }: RunContext,
  { onProgress, onStatus, seenMs }: FollowOptions,
): Promise<Run> {
  let runningMs: number | undefined
  const onChange = (polled: Run) => {
    runningMs = runningSince(polled, runningMs, clock)
    onStatus(polled)
    const endMs = expectedEndMs({ spec, launchedMs, runningMs, seenMs, overhead })
    onProgress({ phase: 'live', run: polled, expectedEndMs: endMs })
  }
  if (seenMs !== undefined) pollSchedule.expectEnd(run.id, launchedMs + seenMs)
  const remainingMs = launchedMs + deadlineMs(spec) - clock.now()
  return withDeadline(clock, Math.max(remainingMs, minFollowMs), signal, (until) =>
    watch.wait(run.id, { signal: until, onChange }),
  )
}

/** Why a run was abandoned: `lost` when it could not be polled or read, `other spec` when it is not of its spec. */
export type AbandonCause = 'interrupted' | 'over time' | 'deadline' | 'lost' | 'other spec'

export function abandonCauseOf(error: unknown, signal: AbortSignal): Exclude<AbandonCause, 'other spec'> {
  if (signal.aborted) return signal.reason instanceof InterruptedError ? 'interrupted' : 'over time'
  return error instanceof DeadlineError ? 'deadline' : 'lost'
}

export function abandonMessage(cause: AbandonCause, error: unknown, spec: TestSpec): string {
  return {
    interrupted: 'the session was interrupted',
    'over time':
      error instanceof NotLaunchedError
        ? 'the session exceeded its time limit'
        : `the session had to end: ${errorMessage(error)}`,
    deadline: `the run did not end within ${formatMs(deadlineMs(spec))} of its launch`,
    'other spec': errorMessage(error),
    lost: `the run could not be followed: ${errorMessage(error)}`,
  }[cause]
}
