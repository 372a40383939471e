import type { LoaderoClient } from '@loadero-test/core'
import { findLiveSessions } from '../journal/live-sessions.js'
import { UserError } from '../model/errors.js'
import { notRunResult } from '../model/not-run.js'
import type { TestResult } from '../model/result.js'
import { participantCount, type SpecTest } from '../model/spec.js'
import { applyPlan } from '../plan/apply.js'
import { computeUnitsOf } from '../plan/compute-units.js'
import { refuseWhileLive } from '../plan/concurrent/live-runs.js'
import { failedPlan, planAll, type PlannedTest } from '../plan/plan-all.js'
import type { Load } from '../run/queue-order.js'
import type { Task } from './resume.js'
import type { RunningSession } from './session-options.js'

export interface ReadyTask extends Task {
  readonly load: Load
  /** Makes the remote test match the spec, unless that was done before the session was resumed. */
  readonly apply: () => Promise<number>
}

/**
 * Plans the tests that were never launched. An error of the whole project counts for each of its tests.
 * @returns the tests that can be launched, and the results of the others
 */
export async function planTasks(
  tasks: readonly Task[],
  client: LoaderoClient,
  signal: AbortSignal,
  session: RunningSession,
): Promise<{ readonly ready: readonly ReadyTask[]; readonly results: readonly TestResult[] }> {
  const { emitter, context, toErrored } = session
  const ready: ReadyTask[] = []
  const results: TestResult[] = []
  const unlaunched = new Map<PlannedTest['test'], Task>()
  for (const task of tasks) {
    const testId = task.journaled?.testId
    if (testId === undefined) unlaunched.set(task.test, task)
    else ready.push({ ...task, load: loadOf(task.test), apply: () => Promise.resolve(testId) })
  }
  const { planned, scope } = await planTests([...unlaunched.keys()], client, signal, session)
  // While the plan of one test has an error, nothing is changed at Loadero.
  const refused = planned.some(({ error }) => error instanceof UserError)
  for (const { test, plan, error, notices } of planned) {
    const onNotice = (message: string) => emitter.emit('onNotice', { message, severity: 'warning', test })
    for (const message of notices) onNotice(message)
    const task = unlaunched.get(test)
    if (!plan) results.push(toErrored(test)(error, scope))
    else if (refused) results.push(notRunResult(test, 'skipped', 'not launched: the plan has errors'))
    else if (task)
      ready.push({
        ...task,
        load: loadOf(test),
        apply: () => applyPlan(plan, client, { signal, clock: context.clock, onNotice }),
      })
  }
  return { ready, results }
}

function loadOf(test: SpecTest): Load {
  return { participants: participantCount(test), computeUnits: computeUnitsOf(test).known }
}

async function planTests(
  tests: readonly PlannedTest['test'][],
  client: LoaderoClient,
  signal: AbortSignal,
  { options, declared, repository }: RunningSession,
): Promise<{ readonly planned: readonly PlannedTest[]; readonly scope: 'test' | 'session' }> {
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
