import type { Project } from '@loadero-test/core'
import { UserError } from '../errors.js'
import type { ParticipantSpec, TestCase } from '../model.js'

/**
 * Holds the tests against what the project says of itself, as far as it does.
 * @throws UserError when a script is in another language, or a test is larger than the plan allows
 */
export const checkProject = (tests: readonly TestCase[], project: Project): void => {
  const { language = 'javascript' } = project
  const foreign = tests.find(({ spec }) => spec.scriptLanguage !== language)
  if (foreign) {
    throw new UserError(
      'plan',
      `the project's scripts are in ${language}, but that of '${foreign.id}' is in ${foreign.spec.scriptLanguage}`,
      'A project at Loadero has one script language: use another project, or another script.',
    )
  }
  const most = project.plan_limits?.max_test_cu ?? project.subscription?.settings?.max_test_cu
  const large = most === undefined ? undefined : tests.find((test) => computeUnits(test) > most)
  if (large) {
    throw new UserError(
      'limit',
      `'${large.id}' takes ${computeUnits(large)} compute units, but the plan of the project allows ${most} for a test`,
      'Use fewer participants, or smaller compute units.',
    )
  }
}

/** Σ clones × units. */
export const computeUnits = ({ spec }: TestCase): number =>
  spec.groups.reduce(
    (sum, { count, participants }) => sum + count * unitsOf(participants),
    unitsOf(spec.participants),
  )

/** `g2` is two; a unit of another form, from a newer service, counts as none rather than as a guess. */
const unitsOf = (participants: readonly ParticipantSpec[]): number =>
  participants.reduce(
    (sum, { count, computeUnit }) => sum + count * (Number(/^g([\d.]+)$/.exec(computeUnit)?.[1]) || 0),
    0,
  )
