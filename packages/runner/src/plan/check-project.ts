import type { Project } from '@loadero-test/core'
import { UserError } from '../model/errors.js'
import type { TestCase } from '../model/model.js'
import { computeUnitsOf, total, unitsOf } from './compute-units.js'

/** What the project may spend, in compute units; absent where it does not say. */
export interface ComputeUnitAllowance {
  /** For one participant. */
  readonly participant?: number
  /** For one test. */
  readonly test?: number
  readonly month?: number
  /** Of a month, without further charge. */
  readonly included?: number
  readonly used?: number
}

export function allowanceOf({ plan_limits, subscription, compute_unit_usage }: Project): ComputeUnitAllowance {
  const settings = subscription?.settings
  const largest = settings?.max_participant_cu
  return present({
    participant: typeof largest === 'string' ? unitsOf(largest) : largest,
    test: plan_limits?.max_test_cu ?? settings?.max_test_cu,
    month: plan_limits?.max_monthly_cu ?? settings?.max_monthly_cu,
    included:
      plan_limits?.included_compute_units ?? compute_unit_usage?.included ?? compute_unit_usage?.available,
    used: compute_unit_usage?.used,
  })
}

function present(values: { readonly [K in keyof ComputeUnitAllowance]: number | undefined }): ComputeUnitAllowance {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}

/**
 * Holds each test against what the project says of itself, as far as it does.
 * @throws UserError when a script is in another language, or a test or participant is larger than the plan allows
 */
export function checkProject(tests: readonly TestCase[], project: Project): void {
  checkLanguage(tests, project)
  const allowed = allowanceOf(project)
  for (const test of tests) checkTest(test, allowed)
}

/**
 * Holds what a run of all tests takes against the session's own limit and what is left of the month.
 * @param most compute units
 * @throws UserError when it is more, or when nobody can tell
 */
export function checkCost(tests: readonly TestCase[], project: Project, most = Infinity): void {
  const { known, unknown } = total(tests.map(computeUnitsOf))
  if (known > most) throw overLimit(`the tests take ${known} compute units, but --max-cu allows ${most}`)
  if (most < Infinity && unknown.length > 0) {
    const words = `nobody here knows how many compute units ${unknown.join(', ')} is`
    throw overLimit(`${words}, so --max-cu cannot be kept`)
  }
  const { month = Infinity, used = 0 } = allowanceOf(project)
  const left = Math.max(0, month - used)
  if (known > left) {
    throw overLimit(`the tests take ${known} compute units, but the project has only ${left} left this month`)
  }
}

function checkLanguage(tests: readonly TestCase[], { language = 'javascript' }: Project) {
  const foreign = tests.find(({ spec }) => spec.scriptLanguage !== language)
  if (!foreign) return
  throw new UserError(
    'plan',
    `the project's scripts are in ${language}, but that of '${foreign.id}' is in ${foreign.spec.scriptLanguage}`,
    'A project at Loadero has one script language: use another project, or another script.',
  )
}

function checkTest(test: TestCase, { test: most = Infinity, participant: largest = Infinity }: ComputeUnitAllowance) {
  const { known } = computeUnitsOf(test)
  if (known > most) {
    throw overLimit(
      `'${test.id}' takes ${known} compute units, but the plan of the project allows ${most} for a test`,
    )
  }
  const { participants, groups } = test.spec
  const large = [...participants, ...groups.flatMap((group) => group.participants)].find(
    ({ computeUnit }) => (unitsOf(computeUnit) ?? 0) > largest,
  )
  if (large) {
    throw overLimit(
      `'${large.name}' of '${test.id}' takes ${large.computeUnit}, but the plan of the project allows ${largest} compute units for a participant`,
    )
  }
}

function overLimit(message: string): UserError {
  return new UserError('limit', message, 'Use fewer participants, or smaller compute units.')
}
