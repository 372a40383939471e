import type { LoaderoClient } from '@loadero-test/core'
import type { TestCase } from '../model.js'
import { checkProject } from './check-project.js'
import type { TestPlan } from './diff.js'
import { planTest } from './plan.js'

/** Settings of a session that its plans depend on. */
export interface PlanOptions {
  /** Sets the tests of one branch apart from those of others; empty for none. */
  readonly prefix: string
  /** Of loadero-test. */
  readonly version: string
}

export interface PlannedTest {
  readonly test: TestCase
  readonly plan?: TestPlan
  /** Why there is no plan. */
  readonly error?: unknown
}

/** Plans every test before any is changed; the listing that all plans share counts for each of them. */
export const planAll = async (
  tests: readonly TestCase[],
  client: LoaderoClient,
  options: PlanOptions,
  signal?: AbortSignal,
): Promise<readonly PlannedTest[]> => {
  const project = await client.project({ signal })
  checkProject(tests, project)
  const { results: remote } = await client.tests.list({}, { signal })
  const marking = { ...options, project: project.id }
  return Promise.all(
    tests.map((test) =>
      planTest(client, test, remote, marking, signal).then(
        (plan): PlannedTest => ({ test, plan }),
        (error: unknown): PlannedTest => ({ test, error }),
      ),
    ),
  )
}
