import { resize, type SizeScope } from '../../model/analysis/test-size.js'
import { reasonText, type TestResult } from '../../model/result.js'
import { participantCount } from '../../model/spec.js'
import { computeUnitsOf } from '../../plan/compute-units.js'
import { nextStep, type SearchEnd } from '../../run/capacity-search.js'
import { type CapacityPlan, type CapacityStep, observationsOf } from './plan-capacity.js'

/** How a search ended. */
export interface CapacityResult extends CapacityPlan {
  readonly steps: readonly CapacityStep[]
  /** `budget`: the compute units are spent. `unclear`: a run says nothing about the app. */
  readonly limitedBy: SearchEnd['limitedBy'] | 'budget' | 'unclear'
  /** The largest size that held, with all its runs. */
  readonly held?: CapacitySize
  /** The smallest size above it that did not. */
  readonly broke?: CapacitySize
}

export interface CapacitySize {
  readonly level: number
  readonly participants: number
  /** How many runs had this size, and in how many of them it held. */
  readonly runs: number
  readonly heldRuns: number
  /** The checks that failed, or why the size was not possible. */
  readonly reasons: readonly string[]
}

export interface CapacityActions {
  /** Checks the spec with other counts: why they are not possible, or `undefined`. */
  readonly refusalAt: (level: number) => Promise<string | undefined>
  /** Runs the test at a level. `undefined`: the session ended without a result. */
  readonly runAt: (level: number) => Promise<TestResult | undefined>
  /** Called before and after each run. */
  readonly onRun: (step: Pick<CapacityStep, 'level' | 'participants' | 'computeUnits'>) => void
  readonly onStep: (step: CapacityStep) => void
}

/**
 * Runs a test at several sizes until its limit is known, the budget is spent, or a run says nothing about the app.
 * @param earlier the steps of an earlier process
 */
export async function findCapacity(
  plan: CapacityPlan,
  scope: SizeScope,
  earlier: readonly CapacityStep[],
  { refusalAt, runAt, onRun, onStep }: CapacityActions,
): Promise<CapacityResult> {
  const { test, range } = plan
  const steps = [...earlier]
  const end = (
    limitedBy: CapacityResult['limitedBy'],
    levels: Partial<Pick<SearchEnd, 'held' | 'broke'>>,
  ) => ({
    ...plan,
    steps,
    limitedBy,
    ...sizesOf(steps, levels),
  })
  for (;;) {
    const step = nextStep(observationsOf(steps), range)
    if (step.kind === 'end') return end(step.limitedBy, step)
    const { level } = step
    const sized = { ...test, spec: resize(test.spec, level, scope) }
    const size = { level, participants: participantCount(sized), computeUnits: computeUnitsOf(sized).known }
    const add = (added: CapacityStep) => {
      steps.push(added)
      onStep(added)
    }
    const refusal = await refusalAt(level)
    if (refusal !== undefined) {
      add({ ...size, computeUnits: 0, outcome: 'refused', reasons: [refusal] })
      continue
    }
    const spent = steps.reduce((sum, { computeUnits }) => sum + computeUnits, 0)
    if (spent + size.computeUnits > plan.maxComputeUnits || steps.length >= plan.maxRuns)
      return end('budget', bordersOf(steps))
    onRun(size)
    const result = await runAt(level)
    const added = stepOf(result, size)
    add(added)
    if (added.outcome === 'unclear') return end('unclear', bordersOf(steps))
  }
}

/** What the result of a run says about its size. */
export function stepOf(
  result: TestResult | undefined,
  size: Pick<CapacityStep, 'level' | 'participants' | 'computeUnits'>,
): CapacityStep {
  const { verdict, overload, checks = [], reasons = [], run } = result ?? {}
  const outcome =
    verdict === 'passed'
      ? 'held'
      : verdict === 'failed'
        ? 'broke'
        : verdict === 'errored' && overload !== undefined
          ? 'overloaded'
          : 'unclear'
  const messages = reasons.slice(0, 1).map(reasonText)
  // The check of the scripts names no threshold, so their first reason says what failed.
  const failed = checks.flatMap((check) => {
    if (check.outcome !== 'failed') return []
    const { title = check.name, actual } = check
    if (check.kind !== 'script') return [`${title}${actual === undefined ? '' : ` (got ${actual})`}`]
    return reasons
      .filter(({ kind }) => kind === 'script' || kind === 'timeout')
      .slice(0, 1)
      .map(reasonText)
  })
  return {
    ...size,
    computeUnits: run === undefined ? 0 : size.computeUnits,
    outcome,
    run: run?.id,
    reasons:
      outcome === 'held'
        ? []
        : outcome === 'overloaded'
          ? [overload ?? '']
          : outcome === 'broke' && failed.length > 0
            ? [...new Set(failed)]
            : messages,
  }
}

/** The borders of a search that did not end. */
function bordersOf(steps: readonly CapacityStep[]): Partial<Pick<SearchEnd, 'held' | 'broke'>> {
  const levelsOf = (outcome: CapacityStep['outcome']) =>
    steps.filter((step) => step.outcome === outcome).map(({ level }) => level)
  const broken = levelsOf('broke')
  const broke = broken.length === 0 ? undefined : Math.min(...broken)
  const held = levelsOf('held').filter((level) => broke === undefined || level < broke)
  return { broke, held: held.length === 0 ? undefined : Math.max(...held) }
}

function sizesOf(
  steps: readonly CapacityStep[],
  { held, broke }: Partial<Pick<SearchEnd, 'held' | 'broke'>>,
): Pick<CapacityResult, 'held' | 'broke'> {
  const sizeAt = (level: number): CapacitySize => {
    const own = steps.filter((step) => step.level === level && step.outcome !== 'unclear')
    return {
      level,
      participants: own[0]?.participants ?? 0,
      runs: own.length,
      heldRuns: own.filter(({ outcome }) => outcome === 'held').length,
      reasons: [...new Set(own.flatMap(({ reasons }) => reasons))],
    }
  }
  return {
    ...(held !== undefined && { held: sizeAt(held) }),
    ...(broke !== undefined && { broke: sizeAt(broke) }),
  }
}
