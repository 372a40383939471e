import type { TestAttempt, Notice, Progress, TestCase, TestResult } from '../model/model.js'
import { execute, type Executed, type AttemptListener, type ResumedRun, type RunContext } from './execute.js'
import { getsAnother, type Retries } from './retry.js'
import type { Scheduler, QueuedTurn } from './scheduler.js'
import type { Load } from './turns.js'

/** What a test has behind it when it is taken up again. */
export interface ResumedAttempts {
  readonly earlier: readonly TestAttempt[]
  readonly resumed?: ResumedRun | undefined
}

export interface RunTestOptions {
  readonly stage: RunContext
  readonly scheduler: Scheduler
  /** Makes the remote test as the spec says, and gives its id. */
  readonly apply: () => Promise<number>
  readonly load: Load
  readonly retries: Retries
  readonly past?: ResumedAttempts | undefined
  readonly seenMs?: number | undefined
  /** For each attempt. */
  readonly record: (testId: number) => AttemptListener
  readonly onBegin: () => void
  readonly onProgress: (progress: Progress) => void
  readonly onNotice: (notice: Pick<Notice, 'message' | 'severity'>) => void
  /** An attempt after which another one is wanted. */
  readonly onRetry: (attempt: TestAttempt) => void
  readonly onEnd: (result: TestResult) => void
  /** What the test comes to when it cannot be attempted for this reason. */
  readonly broken: (error: unknown) => TestResult
}

interface Try {
  readonly attempt: number
  readonly resumed: ResumedRun | undefined
  readonly apply: () => Promise<number>
}

/** So many tests are applied before it is their turn, so that nobody waits for them then. */
const appliedAhead = 2

/** Waits for its turn, applies the test, and attempts it until it needs no other attempt. */
export async function runTest(test: TestCase, playing: RunTestOptions): Promise<TestResult> {
  const apply = once(playing.apply)
  const earlier = [...(playing.past?.earlier ?? [])]
  let resumed = playing.past?.resumed
  for (;;) {
    const one: Try = { attempt: earlier.length + 1, resumed, apply }
    let turn: QueuedTurn
    try {
      turn = await takeTurn(playing, one)
    } catch (error) {
      const result = withoutTurn(test, earlier, playing.broken(error))
      playing.onEnd(result)
      return result
    }
    const { result, again } = await attemptOnce(test, playing, one, earlier)
    if (!again) {
      // Told before there is room for others: it may be the one after which nobody goes any more.
      playing.onEnd(result)
      turn.leave()
      return result
    }
    const { verdict, reasons, participantCounts: participants, run, durationMs } = result
    const over: TestAttempt = { verdict, reasons, participantCounts: participants, durationMs, ...(run && { run }) }
    earlier.push(over)
    playing.onRetry(over)
    resumed = undefined
    turn.leave()
  }
}

/** What was attempted before stands when there is to be no other attempt. */
function withoutTurn(test: TestCase, attempts: readonly TestAttempt[], broken: TestResult): TestResult {
  const last = attempts.at(-1)
  return last === undefined ? broken : { ...broken, ...last, test, previousAttempts: attempts.slice(0, -1) }
}

async function takeTurn(playing: RunTestOptions, { attempt, resumed, apply }: Try): Promise<QueuedTurn> {
  const { stage, scheduler, load, onBegin, onProgress, onNotice } = playing
  if (resumed?.kind === 'launched') {
    onBegin()
    return { alone: false, leave: scheduler.occupy(load) }
  }
  const turn = await scheduler.enter(load, {
    signal: stage.signal,
    onPosition: (position) => {
      onProgress({ phase: 'waiting', attempt, position })
      if (position <= appliedAhead) void apply().catch(() => undefined)
    },
  })
  if (attempt === 1) onBegin()
  if (turn.alone)
    onNotice({ severity: 'info', message: 'bigger than a limit of the session, so it runs alone' })
  return turn
}

async function attemptOnce(
  test: TestCase,
  playing: RunTestOptions,
  one: Try,
  earlier: readonly TestAttempt[],
): Promise<{ readonly result: TestResult; readonly again: boolean }> {
  const { stage, scheduler, load, retries } = playing
  const sinceMs = stage.clock.now()
  try {
    const executed = await carryOut(test, playing, one)
    const { givenUp: _why, refusal, launchedMs, ...judged } = executed
    if (refusal) playing.broken(refusal)
    // What another process began counts from there.
    const durationMs = stage.clock.now() - (one.resumed === undefined ? sinceMs : launchedMs)
    return {
      result: { test, ...judged, durationMs, previousAttempts: [...earlier], computeUnits: unitsOf(load, executed) },
      again: getsAnother(executed, earlier, retries) && scheduler.closedBy() === undefined,
    }
  } catch (error) {
    return { result: { ...playing.broken(error), previousAttempts: [...earlier] }, again: false }
  }
}

async function carryOut(
  test: TestCase,
  { stage, scheduler, record, seenMs, onProgress, onNotice }: RunTestOptions,
  { attempt, resumed, apply }: Try,
): Promise<Executed> {
  if (attempt === 1 && resumed === undefined) onProgress({ phase: 'applying', attempt })
  const testId = await apply()
  const closed = scheduler.closedBy()
  if (closed && resumed === undefined) throw closed
  return execute(test, testId, stage, {
    ...record(testId),
    resumed,
    seenMs,
    onProgress: (progress) => onProgress({ ...progress, attempt }),
    onNotice: (message) => onNotice({ severity: 'warning', message }),
  })
}

function unitsOf({ computeUnits: estimated }: Load, { run }: Executed) {
  return {
    estimated,
    ...(run.total_cu_count !== undefined && { actual: run.total_cu_count }),
  }
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let working: Promise<T> | undefined
  return () => (working ??= work())
}
