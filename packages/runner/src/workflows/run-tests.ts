import { setMaxListeners } from 'node:events'
import type { Clock, LoaderoClient } from '@loadero-test/core'
import { type DetachedTest, type Detached, launchDetached } from './detach.js'
import { NotLaunchedError, UserError } from '../model/errors.js'
import type { TestResult } from '../model/result.js'
import type { SessionError } from '../model/session.js'
import type { TestCase } from '../model/spec.js'
import type { Task } from './resume.js'
import { applyPlan } from '../plan/apply.js'
import { computeUnitsOf } from '../plan/compute-units.js'
import { planAll, type PlannedTest, failedPlan } from '../plan/plan-all.js'
import { withDeadline } from '../run/deadline.js'
import type { RunContext } from '../run/execute.js'
import { runTest } from '../run/run-test.js'
import { createScheduler, type Scheduler } from '../run/scheduler.js'
import { createRunContext } from '../run/run-context.js'
import type { RunningSession, SessionContext, SessionOptions } from './session-options.js'
import { participantCount } from '../model/spec.js'
import { erroredBy, notRunResult } from '../verdict/not-run.js'

interface Ready extends Task {
  /** Makes the remote test as the spec says, unless that was done when the session began. */
  readonly apply: () => Promise<number>
}

/** Plans all tests, lets them go as the limits allow, and follows each to its result. */
export function runTests(
  tasks: readonly Task[],
  session: RunningSession,
): Promise<readonly TestResult[] | Detached> {
  return withTimeLimit(session, async (signal) => {
    // Every run that is waited for listens to it, however many they are.
    setMaxListeners(0, signal)
    const { options, context } = session
    const broken = createBroken(session.errors, context.clock)
    const over = (options.past?.tests ?? []).flatMap(({ result }) => result ?? [])
    for (const result of over) session.emitter.emit('onTestEnd', result)
    if (tasks.length === 0) return over

    const connected = await connect(context)
    const client = 'client' in connected ? connected.client : undefined
    const { ready, results } = client
      ? await prepare(tasks, client, signal, session, broken)
      : {
          ready: [],
          results: tasks.map(({ test }) => broken(test)('error' in connected ? connected.error : '')),
        }
    const ended = results.map((result) => tell(result, session))
    if (!client) return [...over, ...ended]

    const stage = createRunContext(stageOptions(client, signal, session))
    if (options.detach) return leave(ready, stage, session, broken)
    const scheduler = createScheduler(limitsOf(options))
    const bail = createBail(options.bail, scheduler)
    for (const result of [...over, ...ended]) bail(result)
    const played = ready.map((task) =>
      playOne(task, { stage, scheduler, session, broken: broken(task.test), bail }),
    )
    return [...over, ...ended, ...(await Promise.all(played))]
  })
}

type Broken = (test: TestCase) => (reason: unknown) => TestResult

/** A test in whose hands something broke is errored; the others go on. What counts for several is told once. */
function createBroken(errors: SessionError[], clock: Clock): Broken {
  return (test) => {
    const sinceMs = clock.now()
    return (reason) => {
      const { result, error } = erroredBy(test, reason, clock.now() - sinceMs)
      if (error && !errors.some(({ message }) => message === error.message)) errors.push(error)
      return result
    }
  }
}

/** Gives work a signal that aborts when the session is interrupted, and when its time is over. */
function withTimeLimit<T>(
  { options: { timeoutMs }, context: { clock, signal }, startedMs }: RunningSession,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (timeoutMs === undefined) return work(signal)
  const over = new NotLaunchedError('errored', 'the time of the session was over before its launch')
  return withDeadline(clock, startedMs + timeoutMs - clock.now(), signal, work, over)
}

async function connect({ connect: reach }: SessionContext) {
  return reach().then(
    (client) => ({ client }),
    (error: unknown) => ({ error }),
  )
}

/** Those that can go, and the results of those that cannot. */
interface Prepared {
  readonly ready: readonly Ready[]
  readonly results: readonly TestResult[]
}

/** Plans what was never launched; what keeps the whole project from being planned counts for each of its tests. */
async function prepare(
  tasks: readonly Task[],
  client: LoaderoClient,
  signal: AbortSignal,
  session: RunningSession,
  broken: Broken,
): Promise<Prepared> {
  const known = tasks.flatMap((task): Ready[] => {
    const testId = task.past?.testId
    return testId === undefined ? [] : [{ ...task, apply: () => Promise.resolve(testId) }]
  })
  const fresh = tasks.filter(({ past }) => past?.testId === undefined)
  const planned = fresh.length === 0 ? [] : await planEach(fresh, client, signal, session)
  for (const { test, notices } of planned) {
    for (const message of notices) session.emitter.emit('onNotice', { message, severity: 'warning', test })
  }
  // One misfit holds everything back: nothing is changed at Loadero while it is unclear what is meant.
  const refused = planned.some(({ error }) => error instanceof UserError)
  const ready: Ready[] = [...known]
  const results: TestResult[] = []
  for (const { test, plan, error } of planned) {
    if (!plan) results.push(broken(test)(error))
    else if (refused) results.push(notRunResult(test, 'skipped', 'not launched, because the plan has errors'))
    else {
      const task = fresh.find((one) => one.test === test)
      if (task) ready.push({ ...task, apply: () => applyPlan(plan, client, signal) })
    }
  }
  return { ready, results }
}

async function planEach(
  tasks: readonly Task[],
  client: LoaderoClient,
  signal: AbortSignal,
  { options, declared }: RunningSession,
): Promise<readonly PlannedTest[]> {
  const tests = tasks.map(({ test }) => test)
  try {
    return (await planAll({ tests, declared }, client, options.plan, signal)).tests
  } catch (error) {
    return tests.map((test) => failedPlan(test, error))
  }
}

function tell(result: TestResult, { recorder, emitter }: RunningSession): TestResult {
  recorder.ended(result)
  emitter.emit('onTestEnd', result)
  return result
}

interface Playground {
  readonly stage: RunContext
  readonly scheduler: Scheduler
  readonly session: RunningSession
  readonly broken: (reason: unknown) => TestResult
  readonly bail: (result: TestResult) => void
}

function playOne(
  { test, past, otherScript, apply: applied }: Ready,
  { stage, scheduler, session, broken, bail }: Playground,
): Promise<TestResult> {
  const { emitter, recorder, options, durations } = session
  if (otherScript && past?.testId === undefined) {
    const message = 'its script is another than when the session began'
    emitter.emit('onNotice', { severity: 'warning', message, test })
  }
  return runTest(test, {
    stage,
    scheduler,
    apply: applied,
    load: loadOf(test),
    retries: options.retries ?? { errored: 0, failed: 0 },
    past: past && { earlier: past.earlier, resumed: past.under },
    seenMs: durations.get(test.id),
    record: (testId) => recorder.attempt(test, testId),
    onBegin: () => emitter.emit('onTestBegin', test),
    onProgress: (progress) => emitter.emit('onTestProgress', test, progress),
    onNotice: (notice) => emitter.emit('onNotice', { ...notice, test }),
    onRetry: (attempt) => {
      recorder.retried(test, attempt)
      emitter.emit('onTestRetry', test, attempt)
    },
    onEnd: (result) => {
      bail(tell(result, session))
    },
    broken,
  })
}

async function leave(ready: readonly Ready[], stage: RunContext, session: RunningSession, broken: Broken) {
  const departures = ready.map(({ test, apply: applied }): DetachedTest => ({
    load: loadOf(test),
    apply: applied,
    record: (testId) => session.recorder.attempt(test, testId),
    broken: broken(test),
  }))
  const left = await launchDetached(departures, limitsOf(session.options), stage)
  for (const result of left.results) tell(result, session)
  session.recorder.detached()
  return left
}

function loadOf(test: TestCase) {
  return {
    participants: participantCount(test),
    computeUnits: computeUnitsOf(test).known,
  }
}

function limitsOf({ concurrency, maxParticipants, maxConcurrentComputeUnits }: SessionOptions) {
  return {
    runs: concurrency,
    participants: maxParticipants ?? Infinity,
    computeUnits: maxConcurrentComputeUnits ?? Infinity,
  }
}

/** After so many tests that did not do well, nothing more is launched. */
function createBail(most: number | undefined, scheduler: Scheduler) {
  let bad = 0
  return ({ verdict }: TestResult): void => {
    if (verdict !== 'failed' && verdict !== 'errored') return
    bad++
    if (bad !== most) return
    const words = `not launched: ${most} ${most === 1 ? 'test' : 'tests'} had failed or errored`
    scheduler.close(new NotLaunchedError('skipped', words))
  }
}

function stageOptions(
  client: LoaderoClient,
  signal: AbortSignal,
  { options, context, emitter }: RunningSession,
) {
  return {
    client,
    signal,
    clock: context.clock,
    directory: options.outputDir,
    artifacts: options.artifacts,
    pollIntervalMs: options.pollIntervalMs,
    place: options.target?.kind === 'local' ? ('local' as const) : ('service' as const),
    random: context.random ?? Math.random,
    onOutage: (error: unknown) => {
      const words = error instanceof Error ? error.message : String(error)
      const message = `the runs cannot be looked at and go on meanwhile; it is tried again and again: ${words}`
      emitter.emit('onNotice', { severity: 'warning', message })
    },
  }
}
