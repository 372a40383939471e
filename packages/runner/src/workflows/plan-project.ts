import type { LoaderoClient } from '@loadero-test/core'
import pLimit from 'p-limit'
import type { Diagnostic } from '../model/diagnostic.js'
import type { SessionError } from '../model/session.js'
import { applyPlan } from '../plan/apply.js'
import { planAll, type PlannedTest, type PlanOptions, type ProjectPlan } from '../plan/plan-all.js'
import { asSessionError } from '../verdict/session-error.js'
import { findTests, type FindOptions } from '../collect/find-tests.js'

export interface PlanContext {
  /** Called once there is something to plan. */
  readonly connect: () => Promise<LoaderoClient>
  readonly signal: AbortSignal
}

/** What would become of the project, and what stands in its way. */
export interface PlannedProject extends ProjectPlan {
  readonly diagnostics: readonly Diagnostic[]
  readonly errors: readonly SessionError[]
  /** Absent when it never came to that. */
  readonly client?: LoaderoClient
}

/** The way of a session up to its plan: discover, collect, plan. Changes nothing. */
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

/** Tests pushed side by side; the budget of requests is shared by all of them anyway. */
const atATime = 4

/** Makes the project what a plan without errors says. One test that fails does not keep the others back. */
export async function pushProject(
  { tests, client }: PlannedProject,
  onPushed: (test: PlannedTest, outcome: number | SessionError) => void,
  signal: AbortSignal,
): Promise<readonly SessionError[]> {
  const limit = pLimit(atATime)
  const errors: SessionError[] = []
  const push = async (test: PlannedTest) => {
    if (client === undefined || test.plan === undefined || test.plan.test.kind === 'keep' || signal.aborted)
      return
    try {
      onPushed(test, await applyPlan(test.plan, client, signal))
    } catch (error) {
      const found = asSessionError(error)
      errors.push(found)
      onPushed(test, found)
    }
  }
  await Promise.all(tests.map((test) => limit(() => push(test))))
  return errors
}
