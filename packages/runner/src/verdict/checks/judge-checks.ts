import type { Statistics } from '@loadero-test/core'
import type { Check } from '../../model/result.js'
import type { ExpectationSpec, TestSpec } from '../../model/spec.js'
import { assertBody } from '../../model/wire/assert-body.js'
import { assertCheck, checkAsserts, type CheckOutcome } from './check-asserts.js'
import { checkScript } from './check-script.js'
import { expectationCheck } from './expectations.js'
import { isInSlice, type JudgedParticipant } from '../judged-participant.js'
import { checkExpectationUnderLoad } from '../overload.js'

/** What a test requires of its run. */
export type JudgeInput = Pick<TestSpec, 'asserts' | 'expects'>

/** The checks of a run that could not be judged. */
export function uncheckedOf({ asserts, expects }: JudgeInput): readonly Check[] {
  return [
    { kind: 'script', name: 'script', outcome: 'errored', participants: { total: 0, passed: 0 } },
    ...asserts.map((spec) => assertCheck(assertBody(spec))),
    ...expects.map(expectationCheck),
  ]
}

/**
 * Judges the checks of a done run. A failure is excused when every expected success rate that includes the participant is
 * reached.
 */
export function judgeChecks(
  { asserts, expects }: JudgeInput,
  evidence: {
    readonly participants: readonly JudgedParticipant[]
    readonly total: number
    readonly isInconclusive: boolean
    readonly statistics: Statistics | undefined
  },
) {
  const { participants, statistics } = evidence
  const expectations = expects.map((spec): CheckOutcome & { readonly spec: ExpectationSpec } => {
    const outcome = checkExpectationUnderLoad(spec, participants)
    const { check } = outcome
    if (spec.severity !== 'warning' || check.outcome === 'passed') return { spec, ...outcome }
    // It must not fail the test. What it says is in the warnings of the test.
    const [reason] = outcome.reasons
    const message =
      reason?.kind === 'results'
        ? reason.message
        : `${check.title ?? check.name} does not hold, got ${check.actual ?? 'no value'}`
    return { spec, check: { ...check, outcome: 'warned' }, reasons: [], warnings: [message] }
  })
  // A rate that only warns does not say how many failures are expected.
  const rates = expectations.filter(({ spec }) => spec.metric === undefined && spec.severity === undefined)
  const isExcused = ({ traits }: JudgedParticipant): boolean => {
    const including = rates.filter(({ spec }) => isInSlice(spec.slice, traits))
    return including.length > 0 && including.every(({ check }) => check.outcome === 'passed')
  }
  const checked = [
    { check: checkScript({ ...evidence, isExcused }), reasons: [] },
    ...checkAsserts(asserts, { participants, statistics, isExcused }),
    ...expectations,
  ]
  return { checked, isExcused }
}

/** Numbers equal names, so that every name is unique in its test. */
export function withUniqueNames(checks: readonly Check[]): readonly Check[] {
  const used = new Set<string>()
  return checks.map((check) => {
    let { name } = check
    for (let copy = 2; used.has(name); copy++) name = `${check.name} (${copy})`
    used.add(name)
    return { ...check, name }
  })
}
