import { plural } from '@loadero-test/core/internal'
import { levelOf, resize, type SizeScope } from '../../model/analysis/test-size.js'
import { UserError } from '../../model/errors.js'
import { participantCount, type SpecTest } from '../../model/spec.js'
import { checkBudget } from '../../plan/check-project.js'
import { computeUnitsOf } from '../../plan/compute-units.js'
import { maxSearchCost, type Observation, type SearchRange } from '../../run/capacity-search.js'

/** One run of a search. */
export interface CapacityStep extends Omit<Observation, 'outcome'> {
  readonly participants: number
  readonly computeUnits: number
  /** `unclear`: the run was errored or interrupted, and says nothing about the app. */
  readonly outcome: Observation['outcome'] | 'unclear'
  /** Id of the run. Absent when none was launched. */
  readonly run?: number | undefined
  /** Of a run that did not hold: the checks that failed, or why it says nothing. */
  readonly reasons: readonly string[]
}

/** What a search may do at most. */
export interface CapacityPlan {
  readonly test: SpecTest
  readonly range: SearchRange
  readonly minParticipants: number
  readonly maxParticipants: number
  /** What ends the range: `--max-participants`, or this machine. */
  readonly boundBy: 'option' | 'machine'
  readonly maxRuns: number
  /** It is never exceeded. */
  readonly maxComputeUnits: number
}

export interface CapacityLimits {
  /** Participants of one run. */
  readonly maxParticipants: number
  /** Participants that this machine can run without overload. */
  readonly maxLocalParticipants: number
  /** Compute units of all runs together. */
  readonly maxComputeUnits: number
}

/** A search needs a limit: more than any test at Loadero may have. */
const maxLevel = 1_000_000

/** Runs beyond those of a search without contradictions: third runs of levels whose runs disagree. */
const spareRuns = 2

/** A run that is more than double of what held must not take a greater share of the compute units. */
const maxBudgetShare = 1 / 4

/** The maximum level at which something holds that holds for all smaller ones; 1 when it holds for none. */
function findMaxLevel(holds: (level: number) => boolean): number {
  let [below, above] = [1, 2]
  while (holds(above) && above < maxLevel) above *= 2
  while (above - below > 1) {
    const middle = Math.floor((below + above) / 2)
    if (holds(middle)) below = middle
    else above = middle
  }
  return below
}

/**
 * Plans a search, before anything is launched.
 * @param steps of an earlier process
 * @throws UserError when the limits allow no run, or the size of a compute unit is unknown
 */
export function planCapacity(
  test: SpecTest,
  scope: SizeScope,
  { maxParticipants, maxLocalParticipants, maxComputeUnits }: CapacityLimits,
  steps: readonly CapacityStep[] = [],
): CapacityPlan {
  const start = levelOf(test.spec, scope)
  const limit = Math.min(maxParticipants, maxLocalParticipants)
  const boundBy = maxLocalParticipants < maxParticipants ? 'machine' : 'option'
  const atLevel = (level: number) => ({ ...test, spec: resize(test.spec, level, scope) })
  const unitsAt = (level: number) => computeUnitsOf(atLevel(level)).known
  const isAllowed = (level: number) =>
    participantCount(atLevel(level)) <= limit && unitsAt(level) <= maxComputeUnits
  checkBudget([atLevel(1)], maxComputeUnits)
  if (!isAllowed(1)) {
    const reason =
      boundBy === 'machine'
        ? `this machine can run ${limit} without overload`
        : `--max-participants allows ${limit}`
    const min = plural(participantCount(atLevel(1)), 'participant')
    throw new UserError('limit', `'${test.id}' has at least ${min}, and ${reason}`)
  }
  const max = findMaxLevel(isAllowed)
  const reach = findMaxLevel(
    (level) => isAllowed(level) && unitsAt(level) <= maxComputeUnits * maxBudgetShare,
  )
  const range = { start: Math.min(start, max), max, reach }
  const { runs, computeUnits } = maxSearchCost(range, unitsAt, observationsOf(steps))
  const spent = steps.reduce((sum, step) => sum + step.computeUnits, 0)
  return {
    test,
    range,
    minParticipants: participantCount(atLevel(range.start)),
    maxParticipants: participantCount(atLevel(max)),
    boundBy,
    maxRuns: steps.length + runs + spareRuns,
    maxComputeUnits: Math.min(maxComputeUnits, spent + computeUnits + spareRuns * unitsAt(max)),
  }
}

/** What the steps say about sizes. */
export function observationsOf(steps: readonly CapacityStep[]): readonly Observation[] {
  return steps.flatMap(({ level, outcome }) => (outcome === 'unclear' ? [] : [{ level, outcome }]))
}
