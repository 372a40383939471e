import type { LoaderoClient } from '@loadero-test/core'
import pLimit from 'p-limit'
import type { Diagnostic } from '../model/diagnostic.js'
import type { SessionError } from '../model/session.js'
import type { PlanOptions } from '../model/session-settings.js'
import { applyPlan } from '../plan/apply.js'
import { planAll, type PlannedTest, type ProjectPlan } from '../plan/plan-all.js'
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
  /** Absent when it was not needed or could not connect. */
  readonly client?: LoaderoClient
}

/** The first steps of a session: discover, load, check, plan. Changes nothing. */
export async function planProject(
  options: { readonly find: FindOptions; readonly plan: PlanOptions },
  { connect, signal }: PlanContext,
): Promise<PlannedProject> {
  const specs = await findTests(options.find)
  const { diagnostics } = specs
  const nothing = { tests: [], allowance: {}, diagnostics, errors: [] }
  if (specs.tests.length === 0 || diagnostics.some(({ severity }) => severity === 'error')) return nothing
  try {
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
  { tests, client }: PlannedProject,
  onPushed: (test: PlannedTest, outcome: number | SessionError) => void,
  signal: AbortSignal,
): Promise<readonly SessionError[]> {
  const limit = pLimit(maxConcurrentPushes)
  const errors: SessionError[] = []
  const push = async (test: PlannedTest) => {
    if (client === undefined || test.plan === undefined || test.plan.test.kind === 'keep' || signal.aborted)
      return
    try {
      onPushed(test, await applyPlan(test.plan, client, signal))
    } catch (error) {
      const sessionError = asSessionError(error)
      errors.push(sessionError)
      onPushed(test, sessionError)
    }
  }
  await Promise.all(tests.map((test) => limit(() => push(test))))
  return errors
}
