import { setMaxListeners } from 'node:events'
import { resolve } from 'node:path'
import type { LoaderoClient } from '@loadero-test/core'
import { plural } from '@loadero-test/core/internal'
import { NotLaunchedError } from '../model/errors.js'
import type { TestResult } from '../model/result.js'
import { checkBudget } from '../plan/check-project.js'
import { contentHash, desiredContent } from '../plan/content.js'
import { capacityNotices } from '../plan/local/capacity-notices.js'
import { networkNotices } from '../plan/local/network-notices.js'
import { refuseUnsupported } from '../plan/local/unsupported.js'
import { withDeadline } from '../run/deadline.js'
import type { Limits } from '../run/queue-order.js'
import type { RunContext } from '../run/run-context.js'
import { createRunLimiter, type RunLimiter } from '../run/run-limiter.js'
import { type Detached, launchDetached } from './detach.js'
import { readBaselineFile } from './history/baseline-file.js'
import type { SessionHistory } from './history/session-history.js'
import { planTasks, type ReadyTask } from './plan-tasks.js'
import type { Task } from './resume.js'
import { runTest } from './run-test.js'
import type { RunningSession } from './session-options.js'
import { createHistoryOfSession, createSessionRunContext } from './session-run-context.js'

/** Plans all tests, then runs them as the limits allow, or launches them and does not wait for them. */
export function runTests(
  tasks: readonly Task[],
  session: RunningSession,
): Promise<readonly TestResult[] | Detached> {
  const { options, context, startedMs } = session
  const { timeoutMs } = options.settings
  const run = (signal: AbortSignal) => runWithSignal(tasks, session, signal)
  if (timeoutMs === undefined) return run(context.signal)
  const reason = new NotLaunchedError('errored', 'the session exceeded its time limit before the launch')
  return withDeadline(context.clock, startedMs + timeoutMs - context.clock.now(), context.signal, run, reason)
}

/** @param signal aborts when the session is interrupted, or its time limit is exceeded */
async function runWithSignal(
  tasks: readonly Task[],
  session: RunningSession,
  signal: AbortSignal,
): Promise<readonly TestResult[] | Detached> {
  // Every run that is waited for adds a listener.
  setMaxListeners(0, signal)
  const { options, context, emitter, toErrored, endTest } = session
  const { settings } = options
  const earlierResults = (options.resumeFrom?.tests ?? []).flatMap(({ result }) => result ?? [])
  for (const result of earlierResults) emitter.emit('onTestEnd', result)
  if (tasks.length === 0) return earlierResults

  let client: LoaderoClient
  let history: SessionHistory
  try {
    // A connection may start a browser, so what can refuse without it comes first.
    const unlaunched = tasks.flatMap(({ test, journaled }) => (journaled?.testId === undefined ? [test] : []))
    refuseUnsupported(unlaunched, options.target)
    checkBudget(unlaunched, settings.maxComputeUnits)
    readBaselineFile(resolve(options.find.root, settings.baseline))
    client = await context.connect()
    history = createHistoryOfSession(client, signal, options)
  } catch (error) {
    const errored = tasks.map(({ test }) => toErrored(test)(error, 'session'))
    for (const result of errored) endTest(result)
    return [...earlierResults, ...errored]
  }
  const tests = tasks.map(({ test }) => test)
  const capacity = context.localCapacity?.()
  const notices = [
    ...(capacity ? capacityNotices(tests, capacity, settings.concurrency) : []),
    ...(options.target?.kind === 'local' ? networkNotices(tests) : []),
  ]
  for (const notice of notices) emitter.emit('onNotice', notice)
  const { ready, results } = await planTasks(tasks, client, signal, session)
  for (const result of results) endTest(result)
  const ended = [...earlierResults, ...results]
  const runContext = createSessionRunContext(client, signal, session)
  const limits: Limits = {
    runs: settings.concurrency,
    participants: settings.maxParticipants ?? Infinity,
    computeUnits: settings.maxConcurrentComputeUnits ?? Infinity,
  }
  if (options.detach) return launchDetached(ready, limits, runContext, session)

  const limiter = createRunLimiter(limits)
  const bail = createBail(settings.bail, limiter)
  for (const result of ended) bail(result)
  const shared = { context: runContext, limiter, session, bail, history }
  const running = ready.map((task) => runTask(task, shared))
  const all = [...ended, ...(await Promise.all(running))]
  for (const notice of await history.update(all)) emitter.emit('onNotice', notice)
  return all
}

interface TaskContext {
  readonly context: RunContext
  readonly limiter: RunLimiter
  readonly session: RunningSession
  readonly history: SessionHistory
  readonly bail: (result: TestResult) => void
}

function runTask(
  { test, journaled, hasOtherScript, load, apply: applyTest }: ReadyTask,
  { context, limiter, session, history, bail }: TaskContext,
): Promise<TestResult> {
  const { emitter, recorder, options, durations, endTest } = session
  if (hasOtherScript && journaled?.testId === undefined) {
    const message = 'the script has changed since the session began'
    emitter.emit('onNotice', { severity: 'warning', message, test })
  }
  const content = desiredContent(test, options.settings.prefix)
  return runTest(test, {
    context,
    limiter,
    apply: applyTest,
    history,
    runOfSpec: { file: test.location.file, test: content.test, hash: contentHash(content) },
    load,
    retries: options.settings,
    previousAttempts: journaled?.previousAttempts ?? [],
    resumed: journaled?.resumed,
    seenMs: durations.get(test.id),
    record: (testId) => recorder.attempt(test, testId),
    // The work of reporters takes real time, in which a simulated clock must not go on.
    untilReportersReady: () => context.clock.during(() => emitter.ready(context.signal)),
    onBegin: () => emitter.emit('onTestBegin', test),
    onProgress: (progress) => emitter.emit('onTestProgress', test, progress),
    onNotice: (notice) => emitter.emit('onNotice', { ...notice, test }),
    onRetry: (attempt) => {
      recorder.retried(test, attempt)
      emitter.emit('onTestRetry', test, attempt)
    },
    onEnd: (result) => {
      endTest(result)
      bail(result)
    },
    toErrored: session.toErrored(test),
  })
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
