import type { LoaderoClient, Test } from '@loadero-test/core'
import type { Declaration, TestCase } from '../model.js'
import { type Allowance, allowanceOf, checkProject } from './check-project.js'
import { type ComputeUnits, computeUnitsOf } from './compute-units.js'
import { contentHash } from './content.js'
import { desired } from './desired.js'
import { type Located, locate } from './locate.js'
import { findOrphans, missingOf } from './orphans.js'
import { asItStands } from './as-it-stands.js'
import { type Planning, planTest, type TestPlan } from './plan-test.js'
import { findRenames, type Orphan, type Renames } from './renames.js'

/** Settings of a session that its plans depend on. */
export interface PlanOptions {
  /** Sets the tests of one branch apart from those of others; empty for none. */
  readonly prefix: string
  /** Of loadero-test. */
  readonly version: string
  /** Whether tests at Loadero may be changed; otherwise they are taken as they are. */
  readonly push: boolean
  /** Take over tests of our names that are not ours. */
  readonly adopt: boolean
  /** Refuse what was changed at Loadero since it was last pushed. */
  readonly failOnDrift: boolean
  /** Compute units of all tests together. */
  readonly maxComputeUnits?: number | undefined
}

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
  readonly allowance: Allowance
}

/** The tests of a session, and everything else that their files declare. */
export interface Specs {
  readonly tests: readonly TestCase[]
  readonly declared: readonly Declaration[]
}

/**
 * Plans every test before any is changed, with one listing for all of them. What is wrong with one is its own error.
 * @throws UserError for what is wrong with all of them: their language, or that they take more than is allowed
 */
export const planAll = async (
  specs: Specs,
  client: LoaderoClient,
  options: PlanOptions,
  signal?: AbortSignal,
): Promise<ProjectPlan> => {
  const project = await client.project({ signal })
  checkProject(specs.tests, project, options.maxComputeUnits)
  const { results: remote } = await client.tests.list({}, { signal })
  const planning = { ...options, project: project.id, client, signal }
  const located = locate(specs.tests, remote, options.prefix)
  const renames = located.some((one) => one.remote === undefined && one.error === undefined)
    ? await recogniseRenames(specs, remote, planning)
    : undefined
  const tests = await Promise.all(located.map((one) => planLocated(one, renames, planning)))
  return { tests, allowance: allowanceOf(project) }
}

/** A test that no plan could be made for. */
export const unplanned = (test: TestCase, error: unknown): PlannedTest => ({
  test,
  computeUnits: computeUnitsOf(test),
  error,
  notices: [],
})

const recogniseRenames = async (
  { tests, declared }: Specs,
  remote: readonly Test[],
  planning: Planning,
): Promise<Renames> => {
  const { client, prefix, signal } = planning
  const orphans = await findOrphans(client, remote, declared, planning, signal)
  const hashes = new Map(tests.map((test) => [test.id, contentHash(desired(test, prefix))]))
  const missing = missingOf(declared, remote, prefix).map(({ id, file }) => {
    const hash = hashes.get(id)
    return { name: id, file, ...(hash !== undefined && { hash }) }
  })
  return findRenames(missing, orphans)
}

const planLocated = async (
  { test, remote, error }: Located,
  renames: Renames | undefined,
  planning: Planning,
): Promise<PlannedTest> => {
  const computeUnits = computeUnitsOf(test)
  const notices = [
    ...computeUnits.unknown.map(
      (name) => `nobody here knows how many compute units ${name} is; it is counted as none`,
    ),
    ...(renames?.unclear.has(test.id) ? [unclearRename(renames.unclear.get(test.id) ?? [])] : []),
  ]
  if (error !== undefined) return { ...unplanned(test, error), notices }
  try {
    const plan = await planTest(test, remote ?? renames?.found.get(test.id)?.test, planning)
    const more = planning.push ? { plan, notices: noticesOf(plan) } : asItStands(plan)
    return { test, computeUnits, ...more, notices: [...notices, ...more.notices] }
  } catch (failure) {
    return { ...unplanned(test, failure), notices }
  }
}

const unclearRename = (before: readonly Orphan[]): string => {
  const names = before.map(({ test: { id, name } }) => `'${name}' (id ${id})`)
  return `it is made anew, though it may be what was called ${names.join(' or ')}; write \`id: ${before[0]?.test.id}\` in its options to go on with that test`
}

const noticesOf = ({ standing, mark }: TestPlan): readonly string[] =>
  standing === 'drifted'
    ? [`'${mark.name}' was changed at Loadero since it was last pushed; what the spec says is pushed over it`]
    : []
