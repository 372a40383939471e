import type { LoaderoClient } from '@loadero-test/core'
import type { PlanOptions } from '../model/session-settings.js'
import type { SpecTest } from '../model/spec.js'
import { type ComputeUnitAllowance, allowanceOf, checkCost, checkProject } from './check-project.js'
import { type ComputeUnits, computeUnitsOf } from './compute-units.js'
import { type LocatedTest, locateTests } from './locate.js'
import { type PlanTestContext, planTest, planVerifyOnly, type TestPlan } from './plan-test.js'
import { recognizeRenames, type DeclaredSpecs } from './renames.js'
import { createRemoteScriptReader } from './scripts.js'
import { resolveDuplicates } from './concurrent/duplicates.js'

export interface PlannedTest {
  readonly test: SpecTest
  readonly computeUnits: ComputeUnits
  readonly plan?: TestPlan
  /** The reason why there is no plan. */
  readonly error?: unknown
  /** Notes on the plan for the author of the spec, one sentence each. */
  readonly notices: readonly string[]
}

export interface ProjectPlan {
  readonly tests: readonly PlannedTest[]
  readonly allowance: ComputeUnitAllowance
}

/**
 * Plans all tests before any is changed, with one listing of the project. The error of one test does not affect others.
 * @throws UserError when a script is in another language than the project, or when a limit on compute units is exceeded
 */
export async function planAll(
  specs: DeclaredSpecs,
  client: LoaderoClient,
  options: PlanOptions,
  signal?: AbortSignal,
): Promise<ProjectPlan> {
  const project = await client.project({ signal })
  checkProject(specs.tests, project)
  if (options.launch) checkCost(specs.tests, project, options.maxComputeUnits)
  const { results: remote } = await client.tests.list({}, { signal })
  const readScripts = createRemoteScriptReader(client, remote.length, signal)
  const context = { ...options, ...specs.repository, project: project.id, client, signal }
  const locatedByName = locateTests(specs.tests, remote, options.prefix)
  const located = await recognizeRenames(locatedByName, specs, { remote, owner: context, readScripts })
  const resolved = await Promise.all(
    located.map(async (one): Promise<ResolvedTest> => {
      const { test, candidates } = one
      const found = candidates && (await resolveDuplicates(candidates, context, readScripts))
      if (!found) return one
      const ids = found.duplicates.map(({ id }) => id)
      const notice = `Test ${ids.join(', ')} at Loadero has the name and the marker of test ${found.remote.id}, and no runs. A push deletes it.`
      return { test, remote: found.remote, duplicates: ids, notice }
    }),
  )
  const scripts = await readScripts(resolved.flatMap((one) => one.remote ?? []))
  const tests = await Promise.all(resolved.map((one) => planLocated(one, scripts, context)))
  return { tests, allowance: allowanceOf(project) }
}

/** A located test whose duplicates, if it has some, are known to go. */
interface ResolvedTest extends LocatedTest {
  readonly duplicates?: readonly number[]
}

async function planLocated(
  { test, remote, error, notice, duplicates }: ResolvedTest,
  scripts: ReadonlyMap<number, string>,
  context: PlanTestContext,
): Promise<PlannedTest> {
  const computeUnits = computeUnitsOf(test)
  const notices = [
    ...computeUnits.unknown.map(
      (name) => `The size of compute unit ${name} is unknown. It is not included in the estimate.`,
    ),
    ...(notice === undefined ? [] : [notice]),
  ]
  if (error !== undefined) return { ...failedPlan(test, error), notices }
  try {
    const current = remote && { test: remote, script: scripts.get(remote.id) ?? '' }
    const plan = {
      ...(await planTest(test, current, context)),
      ...(duplicates && context.push && { duplicates }),
    }
    if (!context.push) return { test, computeUnits, ...planVerifyOnly(plan), notices }
    if (plan.syncState === 'drifted') {
      notices.push(
        `'${plan.marker.name}' was changed at Loadero since the last push. The push overwrites the changes.`,
      )
    }
    return { test, computeUnits, plan, notices }
  } catch (failure) {
    return { ...failedPlan(test, failure), notices }
  }
}

/** The result for a test that could not be planned. */
export function failedPlan(test: SpecTest, error: unknown): PlannedTest {
  return { test, computeUnits: computeUnitsOf(test), error, notices: [] }
}
