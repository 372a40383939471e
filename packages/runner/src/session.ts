import type { Clock, LoaderoClient } from '@loadero-test/core'
import { InterruptedError, NotLaunchedError, UserError } from './errors.js'
import { exitOf } from './exit-code.js'
import type {
  Artifacts,
  Diagnostic,
  SessionError,
  SkippedTest,
  Summary,
  TestCase,
  TestResult,
} from './model.js'
import { apply } from './plan/apply.js'
import { planAll, type PlannedTest, type PlanOptions, unplanned } from './plan/plan-all.js'
import type { Specs } from './plan/recognise-renames.js'
import { createEmitter, type Emitter } from './report/emitter.js'
import type { Reporter } from './report/reporter.js'
import { withDeadline } from './run/deadline.js'
import { play } from './run/play.js'
import type { Retries } from './run/retry.js'
import { createScheduler, type Scheduler } from './run/scheduler.js'
import { createStage, type StageOptions } from './run/stage.js'
import { findTests, type FindOptions } from './spec/find-tests.js'
import { participantCount } from './spec/select.js'
import { brokenBy, unplayed } from './unplayed.js'

export interface SessionOptions {
  readonly sessionId: string
  readonly find: FindOptions
  readonly plan: PlanOptions
  /** Runs at a time. */
  readonly concurrency: number
  /** Participants of all runs at a time; no limit unless told. */
  readonly maxParticipants?: number | undefined
  /** Compute units of all runs at a time; no limit unless told. */
  readonly maxComputeUnits?: number | undefined
  readonly retries?: Retries | undefined
  /** After so many tests that failed or errored nothing more is launched. */
  readonly bail?: number | undefined
  /** For the whole session. */
  readonly timeoutMs?: number | undefined
  /** The shortest time between two looks at the runs. */
  readonly pollIntervalMs: number
  /** Whether it runs at the service, unless told, or on this machine. */
  readonly place?: StageOptions['place'] | undefined
  /** Logs and artifacts go below it. */
  readonly outputDir: string
  /** Whose logs and artifacts are kept. */
  readonly artifacts: Artifacts
  readonly simulated: boolean
  /** A session without tests ends well. */
  readonly passWithNoTests: boolean
  /** Where it runs, for reports. */
  readonly facts: Summary['facts']
}

export interface SessionContext {
  /** Called once there is something to run. */
  readonly connect: () => Promise<LoaderoClient>
  readonly clock: Clock
  readonly reporters: readonly Reporter[]
  /** Aborts with an `InterruptedError` when the session is to end early. */
  readonly signal: AbortSignal
  /** 0…1; spreads the looks of several machines. */
  readonly random?: () => number
}

/** The whole path of a test: discover, collect, plan, apply, launch, wait, judge, report. */
export const runSession = async (options: SessionOptions, context: SessionContext): Promise<Summary> => {
  const { clock, signal } = context
  const startedMs = clock.now()
  const emitter = createEmitter(context.reporters)
  const specs = await findTests(options.find)
  const { tests, skipped, diagnostics } = specs
  emitter.emit('onBegin', tests, diagnostics)

  const outcome =
    tests.length === 0 || diagnostics.some(isError)
      ? { results: [], errors: [] }
      : await runTests(specs, options, context, emitter)

  const summarise = (reporterErrors: readonly string[]): Summary => {
    const summary: Omit<Summary, 'exit'> = {
      sessionId: options.sessionId,
      startedMs,
      durationMs: clock.now() - startedMs,
      tests: [...outcome.results, ...skipped.map(skip)].toSorted(byPlace),
      diagnostics,
      errors: [
        ...outcome.errors,
        ...reporterErrors.map((message) => ({ kind: 'reporter' as const, message })),
      ],
      simulated: options.simulated,
      facts: options.facts,
      ...(signal.reason instanceof InterruptedError && { interruptedBy: signal.reason.by }),
    }
    return { ...summary, exit: exitOf(summary, options) }
  }
  emitter.emit('onEnd', summarise(await emitter.settled()))
  // A reporter may fail at the very end, too.
  return summarise(await emitter.settled())
}

const skip = ({ why, ...test }: SkippedTest): TestResult => unplayed(test, 'skipped', why)

const byPlace = ({ test: a }: TestResult, { test: b }: TestResult): number =>
  a.location.file === b.location.file
    ? a.location.line - b.location.line
    : a.location.file < b.location.file
      ? -1
      : 1

const isError = ({ severity }: Diagnostic): boolean => severity === 'error'

interface Outcome {
  readonly results: readonly TestResult[]
  readonly errors: readonly SessionError[]
}

const runTests = async (
  specs: Specs,
  options: SessionOptions,
  context: SessionContext,
  emitter: Emitter,
): Promise<Outcome> =>
  withTimeLimit(options.timeoutMs, context, async (signal) => {
    const { client, planned } = await connectAndPlan(specs, options.plan, { ...context, signal })
    for (const { test, notices } of planned) {
      for (const message of notices) emitter.emit('onNotice', { message, severity: 'warning', test })
    }
    // One misfit holds everything back: nothing is changed at Loadero while it is unclear what is meant.
    const refused = planned.some(({ error }) => error instanceof UserError)
    const errors: SessionError[] = []
    const broken = createBroken(errors, context.clock)
    const scheduler = createScheduler(limitsOf(options))
    const bail = createBail(options.bail, scheduler)
    const stage = client && createStage(stageOptions(client, signal, { options, context, emitter }))
    const finish = (result: TestResult): TestResult => {
      bail(result)
      emitter.emit('onTestEnd', result)
      return result
    }
    const playOne = async ({ test, plan, error, computeUnits }: PlannedTest): Promise<TestResult> => {
      if (!stage || !plan) return finish(broken(test)(error))
      if (refused) return finish(unplayed(test, 'skipped', 'not launched, because the plan has errors'))
      return play(test, {
        stage,
        scheduler,
        apply: () => apply(plan, stage.client, signal),
        load: { participants: participantCount(test), computeUnits: computeUnits.known },
        retries: options.retries ?? { errored: 0, failed: 0 },
        record: () => ({ onSend: () => undefined, onLaunched: () => undefined, onStatus: () => undefined }),
        onBegin: () => emitter.emit('onTestBegin', test),
        onProgress: (progress) => emitter.emit('onTestProgress', test, progress),
        onNotice: (notice) => emitter.emit('onNotice', { ...notice, test }),
        onRetry: (attempt) => emitter.emit('onTestRetry', test, attempt),
        onEnd: finish,
        broken: broken(test),
      })
    }
    return { results: await Promise.all(planned.map(playOne)), errors }
  })

/** Gives work a signal that aborts when the session is interrupted, and when its time is over. */
const withTimeLimit = <T>(
  timeoutMs: number | undefined,
  { clock, signal }: SessionContext,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> =>
  timeoutMs === undefined
    ? work(signal)
    : withDeadline(
        clock,
        timeoutMs,
        signal,
        work,
        new NotLaunchedError('errored', 'the time of the session was over before its launch'),
      )

const limitsOf = ({ concurrency, maxParticipants, maxComputeUnits }: SessionOptions) => ({
  runs: concurrency,
  participants: maxParticipants ?? Infinity,
  computeUnits: maxComputeUnits ?? Infinity,
})

/** After so many tests that did not do well, nothing more is launched. */
const createBail = (most: number | undefined, scheduler: Scheduler) => {
  let bad = 0
  return ({ verdict }: TestResult): void => {
    if (verdict !== 'failed' && verdict !== 'errored') return
    bad++
    if (bad === most) {
      const words = `not launched: ${most} ${most === 1 ? 'test' : 'tests'} had failed or errored`
      scheduler.close(new NotLaunchedError('skipped', words))
    }
  }
}

/** A test in whose hands something broke is errored; the others go on. What counts for several is told once. */
const createBroken = (errors: SessionError[], clock: Clock) => (test: TestCase) => {
  const sinceMs = clock.now()
  return (reason: unknown): TestResult => {
    const { result, error } = brokenBy(test, reason, clock.now() - sinceMs)
    if (error && !errors.some(({ message }) => message === error.message)) errors.push(error)
    return result
  }
}

interface Session {
  readonly options: SessionOptions
  readonly context: SessionContext
  readonly emitter: Emitter
}

const stageOptions = (
  client: LoaderoClient,
  signal: AbortSignal,
  { options, context, emitter }: Session,
): StageOptions => ({
  client,
  signal,
  clock: context.clock,
  directory: options.outputDir,
  artifacts: options.artifacts,
  pollIntervalMs: options.pollIntervalMs,
  place: options.place ?? 'service',
  random: context.random ?? Math.random,
  onOutage: (error) => {
    const words = error instanceof Error ? error.message : String(error)
    const message = `the runs cannot be looked at and go on meanwhile; it is tried again and again: ${words}`
    emitter.emit('onNotice', { severity: 'warning', message })
  },
})

interface Planned {
  readonly client?: LoaderoClient
  readonly planned: readonly PlannedTest[]
}

/** What keeps the whole project from being planned counts for each of its tests. */
const connectAndPlan = async (
  specs: Specs,
  options: PlanOptions,
  { connect, signal }: SessionContext,
): Promise<Planned> => {
  try {
    const client = await connect()
    return { client, planned: (await planAll(specs, client, options, signal)).tests }
  } catch (error) {
    return { planned: specs.tests.map((test) => unplanned(test, error)) }
  }
}
