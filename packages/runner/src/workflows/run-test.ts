import type { AttemptListener, ResumedRun } from '../model/attempt.js'
import type { TestAttempt, TestResult } from '../model/result.js'
import type { Notice, Progress } from '../model/session.js'
import type { Retries } from '../model/session-settings.js'
import type { SpecTest } from '../model/spec.js'
import type { Load } from '../run/queue-order.js'
import { shouldRetry } from '../run/retry.js'
import type { RunContext } from '../run/run-context.js'
import { maxReportedPosition, type RunLimiter, type Slot } from '../run/run-limiter.js'
import type { RunOfSpec } from '../verdict/run-identity.js'
import type { SessionHistory } from './history/session-history.js'
import { launchAndJudge } from './finalize/launch-and-judge.js'
import { createIdentityCheck } from './finalize/run-identity.js'

export interface RunTestOptions {
  readonly context: RunContext
  readonly limiter: RunLimiter
  /** Makes the remote test match the spec, and returns its id. */
  readonly apply: () => Promise<number>
  /** What expectations on earlier runs are compared with. */
  readonly history: SessionHistory
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
  /** Resolves when the session may go on with another attempt. */
  readonly untilReportersReady: () => Promise<void>
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
  let applied: Promise<number> | undefined
  const options = { ...runOptions, apply: () => (applied ??= runOptions.apply()) }
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
    const { verdict, reasons, participantCounts, startedMs, durationMs, run } = result
    const ended: TestAttempt = {
      verdict,
      reasons,
      participantCounts,
      ...(startedMs !== undefined && { startedMs }),
      durationMs,
      ...(run && { run }),
    }
    previousAttempts.push(ended)
    onRetry(ended)
    resumed = undefined
    slot.release()
  }
}

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
      // The next tests are applied before a slot is free, so that they can start at once.
      if (position <= maxReportedPosition) void apply().catch(() => undefined)
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
  const { apply, runOfSpec, record, untilReportersReady, onProgress, onNotice } = options
  await untilReportersReady()
  const startedMs = context.clock.now()
  try {
    if (attempt === 1 && resumed === undefined) onProgress({ phase: 'applying', attempt })
    const testId = await apply()
    const closed = limiter.closedBy()
    if (closed && resumed === undefined) throw closed
    const identity = createIdentityCheck(runOfSpec, testId, context)
    const { end, judgement, launchedMs } = await launchAndJudge(test, testId, context, {
      ...record(testId),
      identity,
      history: options.history,
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
      startedMs: resumed === undefined ? startedMs : launchedMs,
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
