import type { RunParticipant } from '@loadero-test/core'
import type { ParticipantOutcome, Reason } from '../model/result.js'
import { metricKey } from '../model/timed/metric-key.js'
import { needsLogs } from '../model/timed/metric-path.js'
import type { ExpectationSpec, TestSpec } from '../model/spec.js'
import { readMetric } from './expectations.js'
import { type JudgedParticipant, labelOf, traitsOf } from './judged-participant.js'
import { metricReading } from './metric-value.js'
import { neverMs } from './timed/timed-reading.js'

/** The outcome of a participant, with its values of the metrics that asserts and expectations name. */
export function participantOutcomeOf(
  participant: JudgedParticipant,
  spec: Pick<TestSpec, 'asserts' | 'expects'>,
  reasons: readonly Reason[],
): ParticipantOutcome {
  const { result, label, traits, status, files, script, failure } = participant
  const startedMs = Date.parse(result.start ?? '')
  const endedMs = Date.parse(result.end ?? '')
  return {
    label,
    traits,
    status,
    ...(!Number.isNaN(startedMs) && { startedMs }),
    ...(!Number.isNaN(endedMs) && { endedMs }),
    values: Object.fromEntries([
      ...metricPathsOf(spec).flatMap((path) => {
        // Some values, such as a MOS, are only in the assert that checked them.
        const asserted = result.asserts.find((assert) => assert.path === path)?.actual || undefined
        const value = metricReading(result, path) ?? asserted
        return value === undefined ? [] : [[path, value]]
      }),
      ...timedValues(participant, spec.expects),
    ]),
    reasons: reasons.map(({ message, expected, actual }) =>
      expected === undefined ? message : `${message} ${expected} (got ${actual ?? 'no value'})`,
    ),
    ...(script && { script }),
    ...(failure && { failure }),
    files,
  }
}

/** The values of expectations on logs, by their `metricKey`. A time that was never reached is no number of a chart. */
function timedValues(
  participant: JudgedParticipant,
  expects: readonly ExpectationSpec[],
): readonly (readonly [string, number])[] {
  return expects.flatMap((spec) => {
    if (spec.metric === undefined || !needsLogs(spec.metric) || participant.timeline === undefined) return []
    const value = readMetric(spec, spec.metric, participant)
    return typeof value === 'number' && value !== neverMs ? [[metricKey(spec.metric, spec), value]] : []
  })
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

/** The metric paths of asserts and expectations, whose values are in the results. */
function metricPathsOf({ asserts, expects }: Pick<TestSpec, 'asserts' | 'expects'>): readonly string[] {
  return [
    ...new Set([
      ...asserts.map(({ path }) => path),
      ...expects.flatMap(({ metric }) => (metric && !needsLogs(metric) ? [metric.path] : [])),
    ]),
  ]
}
