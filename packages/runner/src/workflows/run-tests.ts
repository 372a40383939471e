import { setMaxListeners } from 'node:events'
import { LaunchLostError, type LoaderoClient } from '@loadero-test/core'
import { errorMessage, plural } from '@loadero-test/core/internal'
import { NotLaunchedError, UserError } from '../model/errors.js'
import { notRunResult } from '../model/not-run.js'
import { participantCount } from '../model/spec.js'
import type { TestResult } from '../model/result.js'
import type { SessionError } from '../model/session.js'
import type { SessionSettings } from '../model/session-settings.js'
import type { SpecTest } from '../model/spec.js'
import { applyPlan } from '../plan/apply.js'
import { findLiveSessions } from '../journal/live-sessions.js'
import { checkBudget } from '../plan/check-project.js'
import { computeUnitsOf } from '../plan/compute-units.js'
import { contentHash, desiredContent } from '../plan/content.js'
import { refuseWhileLive } from '../plan/concurrent/live-runs.js'
import { capacityNotices } from '../plan/local/capacity-notices.js'
import { networkNotices } from '../plan/local/network-notices.js'
import { planAll, type PlannedTest, failedPlan } from '../plan/plan-all.js'
import { type RunLimiter, createRunLimiter } from '../run/run-limiter.js'
import { withDeadline } from '../run/deadline.js'
import { createRunContext, type RunContext } from '../run/run-context.js'
import type { RunOfSpec } from '../verdict/run-identity.js'
import { erroredBy } from '../verdict/session-error.js'
import { type Detached, launchDetached } from './detach.js'
import type { Task } from './resume.js'
import { runTest } from './run-test.js'
import type { RunningSession, SessionOptions } from './session-options.js'

interface ReadyTask extends Task {
  /** Makes the remote test match the spec, unless that was done before the session was resumed. */
  readonly apply: () => Promise<number>
}

/** Plans all tests, then runs them as the limits allow, or launches and leaves them. */
export function runTests(
  tasks: readonly Task[],
  session: RunningSession,
): Promise<readonly TestResult[] | Detached> {
  return withTimeLimit(session, async (signal) => {
    // Every run that is waited for adds a listener.
    setMaxListeners(0, signal)
    const { options, context } = session
    const earlierResults = (options.resumeFrom?.tests ?? []).flatMap(({ result }) => result ?? [])
    for (const result of earlierResults) session.emitter.emit('onTestEnd', result)
    if (tasks.length === 0) return earlierResults

    const toErrored = createErroredResults(session)
    let client: LoaderoClient
    try {
      const unlaunched = tasks.filter(({ journaled }) => journaled?.testId === undefined)
      // A connection may start a browser, so what can refuse without it comes first.
      checkBudget(
        unlaunched.map(({ test }) => test),
        options.settings.maxComputeUnits,
      )
      client = await context.connect()
    } catch (error) {
      const errored = tasks.map(({ test }) => endTest(toErrored(test)(error, 'session'), session))
      return [...earlierResults, ...errored]
    }
    const tests = tasks.map(({ test }) => test)
    const capacity = context.localCapacity?.()
    const notices = [
      ...(capacity ? capacityNotices(tests, capacity, options.settings.concurrency) : []),
      ...(options.target?.kind === 'local' ? networkNotices(tests) : []),
    ]
    for (const notice of notices) session.emitter.emit('onNotice', notice)
    const { ready, results } = await planTasks(tasks, client, signal, session, toErrored)
    const ended = [...earlierResults, ...results.map((result) => endTest(result, session))]
    const runContext = createSessionRunContext(client, signal, session)
    if (options.detach) return detach(ready, runContext, session, toErrored)

    const limiter = createRunLimiter(limitsOf(options.settings))
    const bail = createBail(options.settings.bail, limiter)
    for (const result of ended) bail(result)
    const running = ready.map((task) =>
      runTask(task, { context: runContext, limiter, session, toErrored: toErrored(task.test), bail }),
    )
    return [...ended, ...(await Promise.all(running))]
  })
}

type ToErrored = (test: SpecTest) => (reason: unknown, scope?: 'test' | 'session') => TestResult

/** An error in one test makes that test errored. An error of the session is reported once. */
function createErroredResults({ errors, context: { clock }, options }: RunningSession): ToErrored {
  return (test) => {
    const startedMs = clock.now()
    return (reason, scope) => {
      const { result, error } = erroredBy(
        test,
        withNextStep(reason, test, options),
        clock.now() - startedMs,
        scope,
      )
      if (!error) return result
      const known = errors.findIndex(({ message }) => message === error.message)
      if (known === -1) errors.push(error)
      // What several tests have is no error of one of them.
      else errors[known] = withoutTest(error)
      return result
    }
  }
}

function withoutTest({ kind, message, hint }: SessionError): SessionError {
  return { kind, message, ...(hint !== undefined && { hint }) }
}

/** Says how to find or stop a run that may have been launched. */
function withNextStep(reason: unknown, test: SpecTest, { target, sessionId }: SessionOptions): unknown {
  if (!(reason instanceof LaunchLostError) || target?.kind !== 'service') return reason
  return new Error(
    `'${test.id}': ${reason.message}. Find the run with \`loadero-test attach ${sessionId}\`, or stop it with \`loadero-test stop ${sessionId}\``,
    { cause: reason },
  )
}

/** Calls `work` with a signal that aborts when the session is interrupted, or its time limit is exceeded. */
function withTimeLimit<T>(
  {
    options: {
      settings: { timeoutMs },
    },
    context: { clock, signal },
    startedMs,
  }: RunningSession,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (timeoutMs === undefined) return work(signal)
  const reason = new NotLaunchedError('errored', 'the session exceeded its time limit before the launch')
  return withDeadline(clock, startedMs + timeoutMs - clock.now(), signal, work, reason)
}

/** Plans the tests that were never launched. An error of the whole project counts for each of its tests. */
async function planTasks(
  tasks: readonly Task[],
  client: LoaderoClient,
  signal: AbortSignal,
  session: RunningSession,
  toErrored: ToErrored,
): Promise<{ readonly ready: readonly ReadyTask[]; readonly results: readonly TestResult[] }> {
  const ready = tasks.flatMap((task): ReadyTask[] => {
    const testId = task.journaled?.testId
    return testId === undefined ? [] : [{ ...task, apply: () => Promise.resolve(testId) }]
  })
  const results: TestResult[] = []
  const unlaunched = tasks.filter(({ journaled }) => journaled?.testId === undefined)
  const { planned, scope } = await planTests(unlaunched, client, signal, session)
  for (const { test, notices } of planned) {
    for (const message of notices) session.emitter.emit('onNotice', { message, severity: 'warning', test })
  }
  const applyOptions = (test: SpecTest) => ({
    signal,
    clock: session.context.clock,
    onNotice: (message: string) => session.emitter.emit('onNotice', { message, severity: 'warning', test }),
  })
  // While the plan of one test has an error, nothing is changed at Loadero.
  const refused = planned.some(({ error }) => error instanceof UserError)
  for (const { test, plan, error } of planned) {
    if (!plan) results.push(toErrored(test)(error, scope))
    else if (refused) results.push(notRunResult(test, 'skipped', 'not launched: the plan has errors'))
    else {
      const task = unlaunched.find((one) => one.test === test)
      if (task) ready.push({ ...task, apply: () => applyPlan(plan, client, applyOptions(test)) })
    }
  }
  return { ready, results }
}

async function planTests(
  tasks: readonly Task[],
  client: LoaderoClient,
  signal: AbortSignal,
  { options, declared, repository }: RunningSession,
): Promise<{ readonly planned: readonly PlannedTest[]; readonly scope: 'test' | 'session' }> {
  const tests = tasks.map(({ test }) => test)
  if (tests.length === 0) return { planned: [], scope: 'test' }
  try {
    const plan = { ...options.settings, version: options.version, launch: true }
    const { tests: all } = await planAll({ tests, declared, repository }, client, plan, signal)
    // The live runs of a resumed session are its own.
    const force = plan.force || options.resumeFrom !== undefined
    const sessions = findLiveSessions(options.outputDir, options.target)
    const planned = await refuseWhileLive(all, { declared }, client, { ...plan, sessions, force, signal })
    return { planned, scope: 'test' }
  } catch (error) {
    return { planned: tests.map((test) => failedPlan(test, error)), scope: 'session' }
  }
}

function endTest(result: TestResult, { recorder, emitter }: RunningSession): TestResult {
  recorder.ended(result)
  emitter.emit('onTestEnd', result)
  return result
}

function runTask(
  { test, journaled, hasOtherScript, apply: applyTest }: ReadyTask,
  {
    context,
    limiter,
    session,
    toErrored,
    bail,
  }: {
    readonly context: RunContext
    readonly limiter: RunLimiter
    readonly session: RunningSession
    readonly toErrored: (reason: unknown) => TestResult
    readonly bail: (result: TestResult) => void
  },
): Promise<TestResult> {
  const { emitter, recorder, options, durations } = session
  if (hasOtherScript && journaled?.testId === undefined) {
    const message = 'the script has changed since the session began'
    emitter.emit('onNotice', { severity: 'warning', message, test })
  }
  return runTest(test, {
    context,
    limiter,
    apply: applyTest,
    runOfSpec: runOfSpec(test, options.settings.prefix),
    load: loadOf(test),
    retries: options.settings,
    previousAttempts: journaled?.previousAttempts ?? [],
    resumed: journaled?.resumed,
    seenMs: durations.get(test.id),
    record: (testId) => recorder.attempt(test, testId),
    onBegin: () => emitter.emit('onTestBegin', test),
    onProgress: (progress) => emitter.emit('onTestProgress', test, progress),
    onNotice: (notice) => emitter.emit('onNotice', { ...notice, test }),
    onRetry: (attempt) => {
      recorder.retried(test, attempt)
      emitter.emit('onTestRetry', test, attempt)
    },
    onEnd: (result) => bail(endTest(result, session)),
    toErrored,
  })
}

async function detach(
  ready: readonly ReadyTask[],
  context: RunContext,
  session: RunningSession,
  toErrored: ToErrored,
): Promise<Detached> {
  const detachable = ready.map(({ test, apply: applyTest }) => ({
    load: loadOf(test),
    apply: applyTest,
    record: (testId: number) => session.recorder.attempt(test, testId),
    toErrored: toErrored(test),
  }))
  const detached = await launchDetached(detachable, limitsOf(session.options.settings), context)
  for (const result of detached.results) endTest(result, session)
  session.recorder.detached()
  return detached
}

function runOfSpec(test: SpecTest, prefix: string): RunOfSpec {
  const content = desiredContent(test, prefix)
  return { file: test.location.file, test: content.test, hash: contentHash(content) }
}

function loadOf(test: SpecTest) {
  return {
    participants: participantCount(test),
    computeUnits: computeUnitsOf(test).known,
  }
}

function limitsOf({ concurrency, maxParticipants, maxConcurrentComputeUnits }: SessionSettings) {
  return {
    runs: concurrency,
    participants: maxParticipants ?? Infinity,
    computeUnits: maxConcurrentComputeUnits ?? Infinity,
  }
}

/** Closes the limiter after `maxBad` tests that failed or errored. */
function createBail(maxBad: number | undefined, limiter: RunLimiter) {
  let bad = 0
  return ({ verdict }: TestResult): void => {
    if (verdict !== 'failed' && verdict !== 'errored') return
    bad++
    if (maxBad === undefined || bad !== maxBad) return
    const message = `not launched: the session stops after ${plural(maxBad, 'failed or errored test')}`
    limiter.close(new NotLaunchedError('skipped', message))
  }
}

function createSessionRunContext(
  client: LoaderoClient,
  signal: AbortSignal,
  { options, context, emitter }: RunningSession,
): RunContext {
  return createRunContext({
    client,
    signal,
    hurry: context.hurry,
    clock: context.clock,
    directory: options.outputDir,
    root: options.find.root,
    artifacts: options.artifacts,
    strictLoad: options.settings.strictLoad,
    pollIntervalMs: options.pollIntervalMs,
    place: options.target?.kind === 'local' ? 'local' : 'service',
    random: context.random ?? Math.random,
    onOutage: (error) => {
      const message = `polling failed; the runs continue and polling is retried: ${errorMessage(error)}`
      emitter.emit('onNotice', { severity: 'warning', message })
    },
  })
}
