import { AuthenticationError, type Clock, type LoaderoClient } from '@loadero-test/core'
import pLimit from 'p-limit'
import { InterruptedError, UserError } from './errors.js'
import { exitOf } from './exit-code.js'
import type {
  Diagnostic,
  Reason,
  SessionError,
  SkippedTest,
  Summary,
  TestCase,
  TestIdentity,
  TestResult,
  Verdict,
} from './model.js'
import { apply } from './plan/apply.js'
import { planAll, type PlannedTest, type PlanOptions, type Specs, unplanned } from './plan/plan-all.js'
import { createEmitter, type Emitter, type Reporter } from './report/reporter.js'
import { execute } from './run/execute.js'
import { findTests, type FindOptions } from './spec/find-tests.js'

export interface SessionOptions {
  readonly sessionId: string
  readonly find: FindOptions
  readonly plan: PlanOptions
  /** Runs at a time. */
  readonly concurrency: number
  readonly pollIntervalMs: number
  /** Logs and artifacts go below it. */
  readonly outputDir: string
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

const skip = ({ why, ...test }: SkippedTest): TestResult => unplayed(test, 'skipped', why, 0)

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
): Promise<Outcome> => {
  const { clock, signal } = context
  const errors: SessionError[] = []
  /** A test in whose hands something broke is errored; the others go on. */
  const broken = (test: TestCase, error: unknown, sinceMs: number): TestResult => {
    // Whatever else went wrong in an interrupted session may have left a run, and must be told.
    if (error instanceof InterruptedError) {
      return unplayed(test, 'skipped', 'interrupted before its launch', clock.now() - sinceMs)
    }
    const found = asSessionError(error)
    if (!errors.some(({ message }) => message === found.message)) errors.push(found)
    return unplayed(test, 'errored', found.message, clock.now() - sinceMs)
  }
  const finish = (result: TestResult): TestResult => {
    emitter.emit('onTestEnd', result)
    return result
  }

  const { client, planned } = await connectAndPlan(specs, options.plan, context)
  for (const { test, notices } of planned) {
    for (const message of notices) emitter.emit('onNotice', { message, severity: 'warning', test })
  }
  // One misfit holds everything back: nothing is changed at Loadero while it is unclear what is meant.
  const refused = planned.some(({ error }) => error instanceof UserError)
  const limit = pLimit(options.concurrency)
  const results = await Promise.all(
    planned.map(({ test, plan, error }) =>
      limit(async () => {
        const sinceMs = clock.now()
        if (client === undefined || plan === undefined) return finish(broken(test, error, sinceMs))
        if (refused) return finish(unplayed(test, 'skipped', 'not launched, because the plan has errors', 0))
        try {
          signal.throwIfAborted()
          emitter.emit('onTestBegin', test)
          const testId = await apply(plan, client, signal)
          const judged = await execute(test, testId, {
            client,
            clock,
            signal,
            directory: options.outputDir,
            pollIntervalMs: options.pollIntervalMs,
            onProgress: (progress) => emitter.emit('onTestProgress', test, progress),
          })
          return finish({ test, ...judged, durationMs: clock.now() - sinceMs, earlier: [] })
        } catch (failure) {
          return finish(broken(test, failure, sinceMs))
        }
      }),
    ),
  )
  return { results, errors }
}

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

const asSessionError = (error: unknown): SessionError => {
  if (error instanceof UserError) {
    return { kind: error.code, message: error.message, ...(error.hint !== undefined && { hint: error.hint }) }
  }
  if (error instanceof AuthenticationError) {
    const hint = 'Check LOADERO_PROJECT_ID, and that LOADERO_ACCESS_TOKEN is a token of that project.'
    return { kind: 'refused', message: error.message, hint }
  }
  return { kind: 'service', message: error instanceof Error ? error.message : String(error) }
}

const unplayed = (test: TestIdentity, verdict: Verdict, message: string, durationMs: number): TestResult => {
  const reason: Reason = { kind: 'session', message, participants: [], evidence: [] }
  return {
    test,
    verdict,
    reasons: [reason],
    participants: { total: 0, passed: 0, failed: 0 },
    durationMs,
    earlier: [],
    checks: [],
    outcomes: [],
    metrics: [],
  }
}
