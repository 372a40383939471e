import type { Property } from '@loadero-test/core'
import { metricAtPath } from '@loadero-test/core/internal'
import type { Assumptions } from '../assumptions.js'
import type { Measurement } from '../engines/engine.js'
import type { ResultRow, RunParticipantRow } from '../store/tables.js'
import { aggregateSamples } from './aggregate.js'
import type { AssertEvidence } from './asserts.js'

/** The properties of a participant and its measured values, as its asserts read them. */
export function collectAssertEvidence(
  participant: RunParticipantRow,
  { metrics, timecards }: Pick<ResultRow, 'metrics' | 'timecards'>,
  { browserCondition, repeatedTimecards }: Pick<Assumptions, 'browserCondition' | 'repeatedTimecards'>,
): AssertEvidence {
  return {
    property: (name) => {
      if (name !== 'browser') return [String(participant[name as Property])]
      const [alias, version] = [participant.requested_browser, participant.browser]
      return { both: [alias, version], alias: [alias], version: [version] }[browserCondition]
    },
    metric: (path) => {
      const step = /^actions\/timeExecution\/(.+)$/.exec(path)?.[1]
      if (step === undefined) return metricAtPath(metrics, path)
      const durations = timecards.filter(({ name }) => name === step).map(({ start, end }) => end - start)
      if (repeatedTimecards === 'last') return durations.at(-1)
      return aggregateSamples(durations)?.[repeatedTimecards]
    },
  }
}

/** An engine's measurements as the metrics of a result. A series without samples counts as not measured. */
export function aggregateMeasurements(
  measurements: Readonly<Record<string, Measurement>>,
): ResultRow['metrics'] {
  return Object.fromEntries(
    Object.entries(measurements).flatMap(([path, measured]) => {
      const metric = 'value' in measured ? { value: measured.value } : aggregateSamples(measured.samples)
      return metric ? [[path, { metric_path: path, ...metric }]] : []
    }),
  )
}
