import {
  AuthenticationError,
  type Clock,
  isLive,
  type LoaderoClient,
  type Run,
  type Watch,
} from '@loadero-test/core'
import { formatMs } from '../model/duration.js'
import { InterruptedError } from '../model/errors.js'
import type { ArtifactPolicy, Reason, Verdict } from '../model/result.js'
import type { Progress } from '../model/session.js'
import type { TestCase } from '../model/spec.js'
import type { PollSchedule } from './poll-schedule.js'
import { DeadlineError, deadlineMs, withDeadline } from './deadline.js'
import { expectedEndMs, type Overhead, runningSince } from './expected-end.js'
import type { Judgement } from '../verdict/judge.js'
import { launchOnce } from './launch-once.js'
import { collectPartial, finalizeRun, unreadableFile } from './finalize.js'
import { stopRun } from './stop-run.js'

/** What all runs of a session share. */
export interface RunContext {
  readonly client: LoaderoClient
  readonly clock: Clock
  /** Aborts when the session is interrupted, or over its time. */
  readonly signal: AbortSignal
  /** Logs and artifacts go below it. */
  readonly directory: string
  /** Whose logs and artifacts are kept. */
  readonly artifacts: ArtifactPolicy
  /** Looks at all runs together. */
  readonly watch: Watch
  /** … and at those that are being stopped, more often. */
  readonly stopWatch: Watch
  readonly cadence: PollSchedule
  readonly overhead: Overhead
}

/** Told of what must be known even when this process is gone. */
export interface AttemptListener {
  /** Just before a launch leaves; what it throws keeps the launch back. */
  readonly onSend: (known: readonly number[]) => void
  readonly onLaunched: (run: Run) => void
  readonly onStatus: (run: Run) => void
}

/** How far an attempt had come when another process left it. */
export type ResumedRun =
  /** Nobody knows whether the launch left; these runs were there before. */
  | { readonly kind: 'launching'; readonly known: readonly number[]; readonly sinceMs: number }
  | { readonly kind: 'launched'; readonly runId: number; readonly launchedMs: number }

export interface Execution extends AttemptListener {
  readonly resumed?: ResumedRun | undefined
  /** How long a run of this test took before, from launch to end. */
  readonly seenMs?: number | undefined
  readonly onProgress: (progress: Omit<Progress, 'attempt'>) => void
  readonly onNotice: (message: string) => void
}

/** Why a run was not waited for any longer. */
export type AbandonedRun = 'interrupted' | 'over time' | 'deadline' | 'lost'

export interface Executed extends Judgement {
  readonly run: Run
  readonly launchedMs: number
  readonly givenUp?: AbandonedRun
  /** By which the service kept it from being followed or read. */
  readonly refusal?: AuthenticationError
}

interface Launched {
  readonly run: Run
  readonly launchedMs: number
}

/** Launches a test, follows its run to the end, and judges it. A run that is given up on is stopped first. */
export async function execute(
  test: TestCase,
  testId: number,
  stage: RunContext,
  execution: Execution,
): Promise<Executed> {
  const launched = await begin(testId, stage, execution)
  const { launchedMs } = launched
  let run = launched.run
  try {
    run = await follow(test, launched, stage, execution)
    execution.onProgress({ phase: 'collecting', run })
    return { ...(await settlePatiently(test, run, stage)), run, launchedMs }
  } catch (error) {
    const why = whyGivenUp(error, stage.signal)
    const refused = error instanceof AuthenticationError && { refusal: error }
    if (why === 'lost' && !isLive(run.status)) {
      return { ...unreadableFile(test, run, error), run, launchedMs, ...refused }
    }
    const given = await giveUp(test, testId, run, stage, {
      ...execution,
      verdict: why === 'interrupted' ? 'interrupted' : 'errored',
      words: wordsFor(why, error, test),
    })
    return { ...given, launchedMs, givenUp: why, ...refused }
  }
}

/** A launch whose sender is gone has arrived by then, or never will. */
const arrivalMs = 10_000

async function begin(
  testId: number,
  { client, clock, signal }: RunContext,
  { resumed, onProgress, onNotice, onSend, onLaunched }: Execution,
): Promise<Launched> {
  if (resumed?.kind === 'launched') {
    return { run: { id: resumed.runId, test_id: testId } as Run, launchedMs: resumed.launchedMs }
  }
  onProgress({ phase: 'launching' })
  if (resumed) await clock.sleep(Math.max(0, resumed.sinceMs + arrivalMs - clock.now()), signal)
  const { foundBy: how, ...run } = await launchOnce(client.test(testId), {
    signal,
    known: resumed?.known,
    onSend,
  })
  onLaunched(run)
  onProgress({ phase: 'live', run })
  if (how === 'search') {
    onNotice(
      `the answer to the launch was lost; run ${run.id}, which appeared instead, is taken for the one that was asked for`,
    )
  }
  return { run, launchedMs: clock.now() }
}

/** One look at least, however long ago the launch was. */
const shortestMs = 60_000

async function follow(
  test: TestCase,
  { run, launchedMs }: Launched,
  { watch, clock, signal, cadence, overhead }: RunContext,
  { onProgress, onStatus, seenMs }: Execution,
): Promise<Run> {
  let runningMs: number | undefined
  const onChange = (seen: Run) => {
    runningMs = runningSince(seen, runningMs, clock)
    onStatus(seen)
    const endMs = expectedEndMs({ spec: test.spec, launchedMs, runningMs, seenMs, overhead })
    onProgress({ phase: 'live', run: seen, expectedEndMs: endMs })
  }
  if (seenMs !== undefined) cadence.expectEnd(run.id, launchedMs + seenMs)
  const leftMs = launchedMs + deadlineMs(test.spec) - clock.now()
  return withDeadline(clock, Math.max(leftMs, shortestMs), signal, (until) =>
    watch.wait(run.id, { signal: until, onChange }),
  )
}

/** The run is paid for: results that cannot be read now may be readable in a moment. */
const againAfterMs = [5_000, 20_000]

async function settlePatiently(test: TestCase, run: Run, stage: RunContext): Promise<Judgement> {
  for (const pauseMs of againAfterMs) {
    try {
      return await finalizeRun(test, run, stage)
    } catch (error) {
      stage.signal.throwIfAborted()
      if (error instanceof AuthenticationError) throw error
      await stage.clock.sleep(pauseMs, stage.signal)
    }
  }
  return finalizeRun(test, run, stage)
}

function whyGivenUp(error: unknown, signal: AbortSignal): AbandonedRun {
  if (signal.aborted) return signal.reason instanceof InterruptedError ? 'interrupted' : 'over time'
  return error instanceof DeadlineError ? 'deadline' : 'lost'
}

function wordsFor(why: AbandonedRun, error: unknown, { spec }: TestCase): string {
  return {
    interrupted: 'the session was interrupted',
    'over time': 'the session was over its time',
    deadline: `the run was not over ${formatMs(deadlineMs(spec))} after its launch`,
    lost: `the run was lost sight of: ${error instanceof Error ? error.message : String(error)}`,
  }[why]
}

interface Farewell extends Pick<Execution, 'onProgress' | 'onStatus'> {
  readonly verdict: Verdict
  readonly words: string
}

/** How long it may take to read what a run that was given up on has left. */
const salvageMs = 20_000

async function giveUp(
  test: TestCase,
  testId: number,
  left: Run,
  { client, clock, directory, artifacts, stopWatch: watch }: RunContext,
  { verdict, words, onProgress, onStatus }: Farewell,
): Promise<Judgement & { readonly run: Run }> {
  onProgress({ phase: 'stopping', run: left })
  const { run, note } = isLive(left.status)
    ? await stopRun(client.test(testId).run(left.id), left, { clock, watch })
    : { run: left, note: `the results of run ${left.id} were not all read` }
  onStatus(run)
  onProgress({ phase: 'collecting', run })
  const judged = await withDeadline(clock, salvageMs, undefined, (signal) =>
    collectPartial(test, run, { client, directory, artifacts, signal }),
  )
  const reason: Reason = { kind: 'session', message: `${words}; ${note}`, participants: [], evidence: [] }
  // A participant that failed before the stop has failed; it does not make an interrupted test failed.
  return { ...judged, run, verdict, reasons: [reason, ...judged.reasons] }
}
