import { unitOf } from '../../model/metric-unit.js'
import type { Check, Measure, Reason } from '../../model/result.js'
import type { ExpectationSpec } from '../../model/spec.js'
import { metricKey } from '../../model/timed/metric-key.js'
import type { CheckOutcome } from './check-asserts.js'
import { expectationComparison, expectationLabel, subjectOf } from './check-name.js'
import { checkWithoutBaseline, historyOf } from '../compare/expected-history.js'
import { evaluateExpectation, readMetric } from './evaluate-expectation.js'
import type { JudgedParticipant } from '../judged-participant.js'

/**
 * Checks one expectation over the participants of a done run. It is errored when its outcome depends on participants
 * whose result is unknown, or whose logs cannot be read.
 */
export function checkExpectation(
  spec: ExpectationSpec,
  participants: readonly JudgedParticipant[],
): CheckOutcome {
  const planned = expectationCheck(spec)
  const current = expectationValue(spec, participants)
  const incomparable = checkWithoutBaseline(spec, planned, current)
  if (incomparable) {
    const { check, ...rest } = incomparable
    return { check: { ...check, ...historyOf(spec, current) }, ...rest }
  }
  const evaluation = evaluateExpectation(spec, participants)
  const { selected, outcome, actual, value, holding, violating, details = [] } = evaluation
  const check: Check = {
    ...planned,
    outcome,
    actual,
    ...(planned.measure && { measure: { ...planned.measure, ...(value !== undefined && { value }) } }),
    ...historyOf(spec, value),
    participants: { total: selected.length, passed: holding },
  }
  if (outcome === 'passed') return { check, reasons: [] }
  const reason: Reason = {
    kind: 'expectation',
    message: subjectOf(spec),
    ...(details.length > 0 && { details }),
    expected: expectationComparison(spec),
    actual,
    participants: violating.map(({ label }) => label),
    participantTotal: selected.length,
    evidence: violating.flatMap(({ files }) => files),
  }
  return { check, reasons: [reason] }
}

/** What an expectation compares: of the participants in its slice, when all of them have a known result and a value. */
export function expectationValue(
  spec: ExpectationSpec,
  participants: readonly JudgedParticipant[],
): number | undefined {
  const { selected, value } = evaluateExpectation(spec, participants)
  return selected.every(({ status }) => status !== 'unknown') ? value : undefined
}

/** Of a failed expectation, the participants that are farthest from its threshold, the farthest first. */
export function worstOffenders(
  spec: ExpectationSpec,
  participants: readonly JudgedParticipant[],
  max: number,
): readonly JudgedParticipant[] {
  const { outcome, violating } = evaluateExpectation(spec, participants)
  if (outcome !== 'failed') return []
  const distances = new Map(
    violating.map((participant) => {
      const value = spec.metric && readMetric(spec, spec.metric, participant)
      const limit = spec.metric?.secondsShare ?? spec.expected
      return [participant, typeof value === 'number' ? Math.abs(value - limit) : Infinity]
    }),
  )
  return violating
    .toSorted((a, b) => ((distances.get(a) ?? 0) < (distances.get(b) ?? 0) ? 1 : -1))
    .slice(0, max)
}

/** The check of an expectation before it is judged. */
export function expectationCheck(spec: ExpectationSpec): Check {
  const { metric, operator, expected, history } = spec
  const path = metric && metricKey(metric, { operator, expected })
  // A share of seconds is compared with the share that is required.
  const threshold: Pick<Measure, 'operator' | 'limit'> =
    metric?.secondsShare === undefined
      ? { operator, limit: expected }
      : { operator: 'gte', limit: metric.secondsShare }
  // What is compared is a share of participants, or the aggregate of their values.
  const measure: Measure =
    path === undefined
      ? { ...threshold, unit: '0…1' }
      : metric?.summary.kind === 'share'
        ? { operator: 'gte', limit: metric.summary.share, unit: '0…1' }
        : { ...threshold, unit: unitOf(path) }
  // The threshold of an expectation on history follows from earlier runs.
  const isKnown = history === undefined || history.baseline?.kind === 'known'
  return {
    kind: 'expectation',
    ...expectationLabel(spec),
    outcome: 'skipped',
    ...(path !== undefined && {
      gate: isKnown
        ? { path, operator: threshold.operator, limit: String(threshold.limit) }
        : { path, operator, limit: expectationComparison(spec) },
    }),
    ...(isKnown && { measure }),
    participants: { total: 0, passed: 0 },
  }
}
