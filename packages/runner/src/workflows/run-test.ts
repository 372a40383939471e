import { AuthenticationError, isLive, type Run } from '@loadero-test/core'
import type { AttemptListener, ResumedRun } from '../model/attempt.js'
import type { TestAttempt, TestResult } from '../model/result.js'
import type { Notice, Progress } from '../model/session.js'
import type { Retries } from '../model/session-settings.js'
import type { SpecTest } from '../model/spec.js'
import type { RunLimiter, Slot } from '../run/run-limiter.js'
import { withDeadline } from '../run/deadline.js'
import {
  type AbandonCause,
  abandonCauseOf,
  abandonMessage,
  followRun,
  type FollowOptions,
  launchRun,
} from '../run/follow-run.js'
import type { Load } from '../run/queue-order.js'
import { type AttemptEnd, shouldRetry } from '../run/retry.js'
import type { RunContext } from '../run/run-context.js'
import { stopRun } from '../run/stop-run.js'
import type { Judgement } from '../verdict/judge.js'
import type { RunOfSpec } from '../verdict/run-identity.js'
import { finalizePartially, finalizeRun, unreadableRun } from './finalize.js'
import { createIdentityCheck, type IdentityCheck, OtherSpecError } from './run-identity.js'

export interface RunTestOptions {
  readonly context: RunContext
  readonly limiter: RunLimiter
  /** Makes the remote test match the spec, and returns its id. */
  readonly apply: () => Promise<number>
  /** What the frozen copy of the run must be. */
  readonly runOfSpec: RunOfSpec
  readonly load: Load
  readonly retries: Retries
  /** Attempts of an earlier process that ended. */
  readonly previousAttempts: readonly TestAttempt[]
  /** The attempt that an earlier process left. */
  readonly resumed: ResumedRun | undefined
  /** How long an earlier run of this test took, from launch to end. */
  readonly seenMs: number | undefined
  /** Called for each attempt. */
  readonly record: (testId: number) => AttemptListener
  readonly onBegin: () => void
  readonly onProgress: (progress: Progress) => void
  readonly onNotice: (notice: Pick<Notice, 'message' | 'severity'>) => void
  /** Called after an attempt that is followed by another one. */
  readonly onRetry: (attempt: TestAttempt) => void
  readonly onEnd: (result: TestResult) => void
  /** The result of the test when an error keeps it from running. */
  readonly toErrored: (error: unknown) => TestResult
}

/** Waits for a slot and attempts the test, until it needs no other attempt. */
export async function runTest(test: SpecTest, runOptions: RunTestOptions): Promise<TestResult> {
  const options = { ...runOptions, apply: once(runOptions.apply) }
  const { limiter, toErrored, onRetry, onEnd } = options
  const previousAttempts = [...options.previousAttempts]
  let { resumed } = options
  for (;;) {
    const attempt = previousAttempts.length + 1
    let slot: Slot
    try {
      slot = await acquireSlot(attempt, resumed, options)
    } catch (error) {
      // Without another attempt, the last one counts.
      const last = previousAttempts.pop()
      const result = { ...toErrored(error), ...last, test, previousAttempts }
      onEnd(result)
      return result
    }
    const { result, retry } = await attemptTest(test, attempt, resumed, { ...options, previousAttempts })
    if (!retry || limiter.closedBy() !== undefined) {
      // Before the slot is released: this result may close the limiter.
      onEnd(result)
      slot.release()
      return result
    }
    const ended = attemptOf(result)
    previousAttempts.push(ended)
    onRetry(ended)
    resumed = undefined
    slot.release()
  }
}

/** This many tests are applied before their turn, so that they can start at once. */
const appliedAhead = 2

async function acquireSlot(
  attempt: number,
  resumed: ResumedRun | undefined,
  { context, limiter, load, apply, onBegin, onProgress, onNotice }: RunTestOptions,
): Promise<Slot> {
  if (resumed?.kind === 'launched') {
    onBegin()
    return { alone: false, release: limiter.occupy(load) }
  }
  const slot = await limiter.acquire(load, {
    signal: context.signal,
    onPosition: (position) => {
      onProgress({ phase: 'waiting', attempt, position })
      if (position <= appliedAhead) void apply().catch(() => undefined)
    },
  })
  if (attempt === 1) onBegin()
  if (slot.alone) onNotice({ severity: 'info', message: 'exceeds a limit of the session, so it runs alone' })
  return slot
}

/** One attempt, from the slot to the result: apply, launch, poll, read the results, judge. */
async function attemptTest(
  test: SpecTest,
  attempt: number,
  resumed: ResumedRun | undefined,
  options: RunTestOptions,
): Promise<{ readonly result: TestResult; readonly retry: boolean }> {
  const { context, limiter, load, retries, previousAttempts, seenMs, toErrored } = options
  const { apply, runOfSpec, record, onProgress, onNotice } = options
  const startedMs = context.clock.now()
  try {
    if (attempt === 1 && resumed === undefined) onProgress({ phase: 'applying', attempt })
    const testId = await apply()
    const closed = limiter.closedBy()
    if (closed && resumed === undefined) throw closed
    const identity = createIdentityCheck(runOfSpec, testId, context)
    const { end, judgement, launchedMs } = await executeRun(test, testId, context, {
      ...record(testId),
      identity,
      resumed,
      seenMs,
      onProgress: (progress) => onProgress({ ...progress, attempt }),
      onNotice: (message) => onNotice({ severity: 'warning', message }),
    })
    if (end.refusal) toErrored(end.refusal)
    const actual = end.run.total_cu_count
    const result: TestResult = {
      test,
      ...judgement,
      run: end.run,
      // The time of a resumed attempt counts from the launch by the other process.
      durationMs: context.clock.now() - (resumed === undefined ? startedMs : launchedMs),
      previousAttempts: [...previousAttempts],
      computeUnits: { estimated: load.computeUnits, ...(actual !== undefined && { actual }) },
    }
    // Another run costs money, and the callback would not end either.
    const isCallbackBroken =
      result.checks.some(({ kind, outcome }) => kind === 'verify' && outcome === 'errored') &&
      result.reasons.some(({ kind }) => kind === 'verify')
    return { result, retry: !isCallbackBroken && shouldRetry(end, previousAttempts, retries) }
  } catch (error) {
    return { result: { ...toErrored(error), previousAttempts: [...previousAttempts] }, retry: false }
  }
}

interface ExecutedRun {
  readonly end: AttemptEnd
  readonly judgement: Judgement & Pick<TestResult, 'receipt' | 'seriesFile'>
  readonly launchedMs: number
}

interface ExecuteOptions extends FollowOptions {
  readonly identity: IdentityCheck
}

/** Launches, polls, reads the results and judges them. A run that is abandoned is stopped first. */
async function executeRun(
  { spec }: SpecTest,
  testId: number,
  context: RunContext,
  options: ExecuteOptions,
): Promise<ExecutedRun> {
  const launched = await launchRun(testId, context, options)
  const { launchedMs } = launched
  let { run } = launched
  try {
    await options.identity.checkLaunched(run)
    run = await followRun(spec, launched, context, options)
    options.onProgress({ phase: 'collecting', run })
    const judgement = await finalizeWithRetries(spec, run, { ...context, identity: options.identity })
    return { end: { verdict: judgement.verdict, run }, judgement, launchedMs }
  } catch (error) {
    const refusal = error instanceof AuthenticationError && { refusal: error }
    const cause: AbandonCause =
      error instanceof OtherSpecError ? 'other spec' : abandonCauseOf(error, context.signal)
    if (cause === 'lost' && !isLive(run.status)) {
      const judgement = unreadableRun(spec, run, error, context.root)
      return { end: { verdict: judgement.verdict, run, ...refusal }, judgement, launchedMs }
    }
    const message = abandonMessage(cause, error, spec)
    const { judgement, run: stopped } = await abandonRun(
      spec,
      run,
      { cause, message, testId },
      context,
      options,
    )
    const end = { verdict: judgement.verdict, run: stopped, abandoned: cause, ...refusal }
    return { end, judgement, launchedMs }
  }
}

/** Results that cannot be read now may be readable later, and the run is paid for. */
const finalizeRetryPausesMs = [5_000, 20_000]

async function finalizeWithRetries(
  spec: SpecTest['spec'],
  run: Run,
  context: RunContext & { readonly identity: IdentityCheck },
): Promise<ExecutedRun['judgement']> {
  for (const pauseMs of finalizeRetryPausesMs) {
    try {
      return await finalizeRun(spec, run, context)
    } catch (error) {
      context.signal.throwIfAborted()
      if (error instanceof AuthenticationError) throw error
      await context.clock.sleep(pauseMs, context.signal)
    }
  }
  return finalizeRun(spec, run, context)
}

/** How long reading the results of an abandoned run may take. */
const partialTimeoutMs = 20_000

/** Stops a run, and judges what it left. */
async function abandonRun(
  spec: SpecTest['spec'],
  left: Run,
  {
    cause,
    message,
    testId,
  }: { readonly cause: AbandonCause; readonly message: string; readonly testId: number },
  { client, clock, hurry, directory, artifacts, root, stopWatch: watch }: RunContext,
  { onProgress, onStatus }: FollowOptions,
): Promise<{ readonly judgement: Judgement; readonly run: Run }> {
  onProgress({ phase: 'stopping', run: left })
  const { run, note } = isLive(left.status)
    ? await stopRun(client.test(testId).run(left.id), left, { clock, watch, hurry })
    : { run: left, note: `the results of run ${left.id} were not all read` }
  onStatus(run)
  onProgress({ phase: 'collecting', run })
  const partial = await withDeadline(clock, partialTimeoutMs, hurry, (signal) =>
    finalizePartially(spec, run, { client, directory, artifacts, root, signal }),
  )
  const judgement: Judgement = {
    ...partial,
    // Participants that failed before the stop do not make an interrupted test failed.
    verdict: cause === 'interrupted' ? 'interrupted' : 'errored',
    reasons: [
      { kind: 'session', message: `${message}; ${note}`, participants: [], evidence: [] },
      ...partial.reasons,
    ],
  }
  return { judgement, run }
}

function attemptOf({ verdict, reasons, participantCounts, durationMs, run }: TestResult): TestAttempt {
  return { verdict, reasons, participantCounts, durationMs, ...(run && { run }) }
}

function once<T>(start: () => Promise<T>): () => Promise<T> {
  let started: Promise<T> | undefined
  return () => (started ??= start())
}
