import type { Project } from '@loadero-test/core'
import { computeUnitSize } from '@loadero-test/core/internal'
import { UserError } from '../model/errors.js'
import { allParticipants, type SpecTest } from '../model/spec.js'
import { addComputeUnits, computeUnitsOf } from './compute-units.js'

/** The limits and the usage of the project, in compute units. A value that the service does not give is absent. */
export interface ComputeUnitAllowance {
  /** Limit for one participant. */
  readonly participant?: number
  /** Limit for one test. */
  readonly test?: number
  /** Limit for one month. */
  readonly month?: number
  /** Included in the monthly price. */
  readonly included?: number
  /** Used this month. */
  readonly used?: number
}

export function allowanceOf({
  plan_limits,
  subscription,
  compute_unit_usage,
}: Project): ComputeUnitAllowance {
  const settings = subscription?.settings
  const maxParticipant = settings?.max_participant_cu
  const allowance: { readonly [K in keyof ComputeUnitAllowance]: number | undefined } = {
    participant: typeof maxParticipant === 'string' ? computeUnitSize(maxParticipant) : maxParticipant,
    test: plan_limits?.max_test_cu ?? settings?.max_test_cu,
    month: plan_limits?.max_monthly_cu ?? settings?.max_monthly_cu,
    included:
      plan_limits?.included_compute_units ?? compute_unit_usage?.included ?? compute_unit_usage?.available,
    used: compute_unit_usage?.used,
  }
  return Object.fromEntries(Object.entries(allowance).filter(([, value]) => value !== undefined))
}

/**
 * Checks each test against the language and the limits of the project.
 * @throws UserError when a script is in another language, or when a test or a participant exceeds the plan
 */
export function checkProject(tests: readonly SpecTest[], project: Project): void {
  const { language = 'javascript' } = project
  const other = tests.find(({ spec }) => spec.scriptLanguage !== language)
  if (other) {
    throw new UserError(
      'plan',
      `The script of '${other.id}' is in ${other.spec.scriptLanguage}, but the scripts of the project are in ${language}`,
      'A project at Loadero has one script language. Use another project, or another script.',
    )
  }
  const { test: maxTest = Infinity, participant: maxParticipant = Infinity } = allowanceOf(project)
  for (const test of tests) {
    const { known } = computeUnitsOf(test)
    if (known > maxTest) {
      throw limitError(
        `'${test.id}' needs ${known} compute units, but the plan of the project allows ${maxTest} for a test`,
      )
    }
    const tooLarge = allParticipants(test.spec).find(
      ({ computeUnit }) => (computeUnitSize(computeUnit) ?? 0) > maxParticipant,
    )
    if (tooLarge) {
      throw limitError(
        `Participant '${tooLarge.name}' of '${test.id}' needs ${tooLarge.computeUnit}, but the plan of the project allows ${maxParticipant} compute units for a participant`,
      )
    }
  }
}

/**
 * Checks a run of all tests against the limit of the session.
 * @throws UserError when the run exceeds it, or when the size of a compute unit is unknown
 */
export function checkBudget(tests: readonly SpecTest[], maxComputeUnits = Infinity): void {
  const { known, unknown } = addComputeUnits(tests.map(computeUnitsOf))
  if (known > maxComputeUnits) {
    throw limitError(`The tests need ${known} compute units, but --max-cu allows ${maxComputeUnits}`)
  }
  if (maxComputeUnits < Infinity && unknown.length > 0) {
    throw limitError(
      `--max-cu cannot be checked, because the size of compute unit ${unknown.join(', ')} is unknown`,
    )
  }
}

/**
 * Checks a run of all tests against the limit of the session and against what is left of the month.
 * @param maxComputeUnits limit of the session
 * @throws UserError when the run exceeds a limit, or when the size of a compute unit is unknown
 */
export function checkCost(tests: readonly SpecTest[], project: Project, maxComputeUnits?: number): void {
  checkBudget(tests, maxComputeUnits)
  const { known } = addComputeUnits(tests.map(computeUnitsOf))
  const { month = Infinity, used = 0 } = allowanceOf(project)
  const left = Math.max(0, month - used)
  if (known > left) {
    throw limitError(
      `The tests need ${known} compute units, but the project has only ${left} left this month`,
    )
  }
}

function limitError(message: string): UserError {
  return new UserError('limit', message, 'Use fewer participants, or smaller compute units.')
}
