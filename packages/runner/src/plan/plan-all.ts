import type { LoaderoClient } from '@loadero-test/core'
import type { PlanOptions } from '../model/session-settings.js'
import type { TestCase } from '../model/spec.js'
import { planVerifyOnly } from './verify-only.js'
import { type ComputeUnitAllowance, allowanceOf, checkCost, checkProject } from './check-project.js'
import { type ComputeUnits, computeUnitsOf } from './compute-units.js'
import { type LocatedTest, locate } from './locate.js'
import { type Planning, planTest, type TestPlan } from './plan-test.js'
import { recognizeRenames, type DeclaredSpecs } from './recognise-renames.js'
import { createScripts } from './scripts.js'

export interface PlannedTest {
  readonly test: TestCase
  readonly computeUnits: ComputeUnits
  readonly plan?: TestPlan
  /** Why there is no plan. */
  readonly error?: unknown
  /** What its author should know of the plan, one line each. */
  readonly notices: readonly string[]
}

export interface ProjectPlan {
  readonly tests: readonly PlannedTest[]
  readonly allowance: ComputeUnitAllowance
}

/**
 * Plans every test before any is changed, with one listing for all of them. What is wrong with one is its own error.
 * @throws UserError for what is wrong with all of them: their language, or that they take more than is allowed
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
  const readScripts = createScripts(client, remote.length, signal)
  const planning = { ...options, project: project.id, client, signal }
  const byName = locate(specs.tests, remote, options.prefix)
  const located = await recognizeRenames(byName, specs, { remote, owner: planning, readScripts })
  const scripts = await readScripts(located.flatMap((one) => one.remote ?? []))
  const tests = await Promise.all(located.map((one) => planLocated(one, scripts, planning)))
  return { tests, allowance: allowanceOf(project) }
}

async function planLocated(
  { test, remote, error, notice }: LocatedTest,
  scripts: ReadonlyMap<number, string>,
  planning: Planning,
): Promise<PlannedTest> {
  const computeUnits = computeUnitsOf(test)
  const notices = [...computeUnits.unknown.map(unknownUnit), ...(notice === undefined ? [] : [notice])]
  if (error !== undefined) return { ...unplanned(test, error), notices }
  try {
    const current = remote && { test: remote, script: scripts.get(remote.id) ?? '' }
    const plan = await planTest(test, current, planning)
    const more = planning.push ? { plan, notices: noticesOf(plan) } : planVerifyOnly(plan)
    return { test, computeUnits, ...more, notices: [...notices, ...more.notices] }
  } catch (failure) {
    return { ...unplanned(test, failure), notices }
  }
}

/** A test that no plan could be made for. */
export function unplanned(test: TestCase, error: unknown): PlannedTest {
  return {
    test,
    computeUnits: computeUnitsOf(test),
    error,
    notices: [],
  }
}

function unknownUnit(name: string): string {
  return `nobody here knows how many compute units ${name} is; it is counted as none`
}

function noticesOf({ standing, mark }: TestPlan): readonly string[] {
  return standing === 'drifted'
    ? [`'${mark.name}' was changed at Loadero since it was last pushed; what the spec says is pushed over it`]
    : []
}
