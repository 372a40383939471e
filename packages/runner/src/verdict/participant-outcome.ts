import type { RunParticipant } from '@loadero-test/core'
import type { ParticipantOutcome, Reason } from '../model/result.js'
import type { TestSpec } from '../model/spec.js'
import { type JudgedParticipant, labelOf, traitsOf } from './judged-participant.js'
import { metricReading } from './metric-value.js'

/** The outcome of a participant, with its values of the given metric paths. */
export function participantOutcomeOf(
  { result, label, traits, status, files }: JudgedParticipant,
  paths: readonly string[],
  reasons: readonly Reason[],
): ParticipantOutcome {
  const startedMs = Date.parse(result.start ?? '')
  const endedMs = Date.parse(result.end ?? '')
  return {
    label,
    traits,
    status,
    ...(!Number.isNaN(startedMs) && { startedMs }),
    ...(!Number.isNaN(endedMs) && { endedMs }),
    values: Object.fromEntries(
      paths.flatMap((path) => {
        // Some values, such as a MOS, are only in the assert that checked them.
        const asserted = result.asserts.find((assert) => assert.path === path)?.actual || undefined
        const value = metricReading(result, path) ?? asserted
        return value === undefined ? [] : [[path, value]]
      }),
    ),
    reasons: reasons.map(({ message, expected, actual }) =>
      expected === undefined ? message : `${message} ${expected} (got ${actual ?? 'no value'})`,
    ),
    files,
  }
}

/** The outcome of a participant without a result. */
export function missingOutcome(participant: RunParticipant): ParticipantOutcome {
  return {
    label: labelOf(participant),
    traits: traitsOf({ participant_details: participant }),
    status: 'unknown',
    values: {},
    reasons: ['there is no result'],
    files: [],
  }
}

/** The metric paths of asserts and expectations. */
export function metricPathsOf({
  asserts,
  expects,
}: Pick<TestSpec, 'asserts' | 'expects'>): readonly string[] {
  return [
    ...new Set([
      ...asserts.map(({ path }) => path),
      ...expects.flatMap(({ metric }) => (metric ? [metric.path] : [])),
    ]),
  ]
}
