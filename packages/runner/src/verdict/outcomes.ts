import type { RunParticipant } from '@loadero-test/core'
import type { ParticipantOutcome, Reason, TestSpec } from '../model/model.js'
import { metricReading } from './metric-value.js'
import { labelOf, type JudgedParticipant, traitsOf } from './participant-outcome.js'

/** What became of a participant, with what it measured of the metrics that are asked for. */
export function participantOutcomeOf(
  { result, label, traits, status, files }: JudgedParticipant,
  paths: readonly string[],
  reasons: readonly Reason[],
): ParticipantOutcome {
  return {
    label,
    traits,
    status,
    ...time('startedMs', result.start),
    ...time('endedMs', result.end),
    values: Object.fromEntries(
      paths.flatMap((path) => {
        // Some values, like a MOS, stand nowhere but in the assert that asked for them.
        const asserted = result.asserts.find((assert) => assert.path === path)?.actual ?? undefined
        const value = metricReading(result, path) ?? asserted
        return value === undefined ? [] : [[path, value]]
      }),
    ),
    reasons: reasons.map(({ message, expected, actual }) =>
      expected === undefined ? message : `${message}: expected ${expected}, got ${actual ?? 'nothing'}`,
    ),
    files,
  }
}

/** Of one that should have taken part, and whose result is missing. */
export function absentOutcome(participant: RunParticipant): ParticipantOutcome {
  return {
    label: labelOf(participant),
    traits: traitsOf({ participant_details: participant }),
    status: 'unknown',
    values: {},
    reasons: ['there is no result'],
    files: [],
  }
}

/** The metrics that asserts and expectations name. */
export function namedPaths({ asserts, expects }: Pick<TestSpec, 'asserts' | 'expects'>): readonly string[] {
  return [
    ...new Set([
      ...asserts.map(({ path }) => path),
      ...expects.flatMap(({ metric }) => (metric ? [metric.path] : [])),
    ]),
  ]
}

function time(key: 'startedMs' | 'endedMs', text: string | undefined) {
  const ms = Date.parse(text ?? '')
  return Number.isNaN(ms) ? {} : { [key]: ms }
}
