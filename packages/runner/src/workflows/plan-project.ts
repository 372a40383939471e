import type { LoaderoClient } from '@loadero-test/core'
import pLimit from 'p-limit'
import { type Diagnostic, hasErrors } from '../model/diagnostic.js'
import type { SessionError } from '../model/session.js'
import type { PlanOptions } from '../model/session-settings.js'
import { applyPlan } from '../plan/apply.js'
import { findLiveSessions } from '../journal/live-sessions.js'
import { checkBudget } from '../plan/check-project.js'
import { refuseWhileLive } from '../plan/concurrent/live-runs.js'
import { planAll, type PlannedTest, type ProjectPlan } from '../plan/plan-all.js'
import type { DeclaredSpecs } from '../plan/renames.js'
import { asSessionError } from '../verdict/session-error.js'
import { findTests, type FindOptions } from '../collect/find-tests.js'

export interface PlanContext {
  /** Called once, when there is something to plan. */
  readonly connect: () => Promise<LoaderoClient>
  readonly signal: AbortSignal
}

/** The plan of a project, and the problems that prevent it. */
export interface PlannedProject extends ProjectPlan {
  readonly diagnostics: readonly Diagnostic[]
  readonly errors: readonly SessionError[]
  /** Everything that the specs declare. */
  readonly declared: DeclaredSpecs['declared']
  readonly plan: PlanOptions
  /** Absent when it was not needed or could not connect. */
  readonly client?: LoaderoClient
}

/** The first steps of a session: discover, load, check, plan. Changes nothing. */
export async function planProject(
  options: { readonly find: FindOptions; readonly plan: PlanOptions },
  { connect, signal }: PlanContext,
): Promise<PlannedProject> {
  const specs = await findTests({ ...options.find, signal })
  const { diagnostics } = specs
  const nothing = {
    tests: [],
    allowance: {},
    diagnostics,
    errors: [],
    declared: specs.declared,
    plan: options.plan,
  }
  if (specs.tests.length === 0 || hasErrors(diagnostics)) return nothing
  try {
    if (options.plan.launch) checkBudget(specs.tests, options.plan.maxComputeUnits)
    const client = await connect()
    const plan = await planAll(specs, client, options.plan, signal)
    const errors = plan.tests.flatMap(({ error }) => (error === undefined ? [] : [asSessionError(error)]))
    return { ...nothing, ...plan, client, errors }
  } catch (error) {
    return { ...nothing, errors: [asSessionError(error)] }
  }
}

/** Tests that are pushed at a time. They share one rate limiter. */
const maxConcurrentPushes = 4

/** Applies a plan without errors. A test that cannot be pushed does not stop the others. */
export async function pushProject(
  { tests: planned, client, declared, plan }: PlannedProject,
  onPushed: (test: PlannedTest, outcome: number | SessionError) => void,
  signal: AbortSignal,
  onNotice: (message: string) => void = () => undefined,
): Promise<readonly SessionError[]> {
  const limit = pLimit(maxConcurrentPushes)
  const sessions = plan.sessions && findLiveSessions(plan.sessions.outputDir, plan.sessions.target)
  const tests = client
    ? await refuseWhileLive(planned, { declared }, client, { ...plan, sessions, signal })
    : planned
  const refused = tests.flatMap(({ error }) => (error === undefined ? [] : [asSessionError(error)]))
  if (refused.length > 0) return refused
  const errors: SessionError[] = []
  const push = async (test: PlannedTest) => {
    if (client === undefined || test.plan === undefined || signal.aborted) return
    if (test.plan.test.kind === 'keep' && !test.plan.duplicates) return
    try {
      onPushed(test, await applyPlan(test.plan, client, { signal, onNotice }))
    } catch (error) {
      const sessionError = asSessionError(error)
      errors.push(sessionError)
      onPushed(test, sessionError)
    }
  }
  await Promise.all(tests.map((test) => limit(() => push(test))))
  return errors
}
