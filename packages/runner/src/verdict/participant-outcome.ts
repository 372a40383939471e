import type { RunParticipant } from '@loadero-test/core'
import { type ParticipantOutcome, type Reason, reasonText } from '../model/result.js'
import { metricKey } from '../model/timed/metric-key.js'
import { needsLogs } from '../model/timed/metric-path.js'
import type { TestSpec } from '../model/spec.js'
import { readMetric } from './checks/evaluate-expectation.js'
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
      ...spec.expects.flatMap((one) => {
        if (one.metric === undefined || !needsLogs(one.metric) || participant.timeline === undefined)
          return []
        const value = readMetric(one, one.metric, participant)
        // A time that was never reached is not a number of a chart.
        return typeof value === 'number' && value !== neverMs ? [[metricKey(one.metric, one), value]] : []
      }),
    ]),
    reasons: reasons.map(reasonText),
    ...(script && { script }),
    ...(failure && { failure }),
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

/** The metric paths of asserts and expectations, whose values are in the results. */
export function metricPathsOf({
  asserts,
  expects,
}: Pick<TestSpec, 'asserts' | 'expects'>): readonly string[] {
  return [
    ...new Set([
      ...asserts.map(({ path }) => path),
      ...expects.flatMap(({ metric }) => (metric && !needsLogs(metric) ? [metric.path] : [])),
    ]),
  ]
}
