import { aggregators, type Aggregator, type Metric, type Property } from '@loadero-test/core'
import type { Assumptions } from '../assumptions.js'
import type { Measurement } from '../engines/engine.js'
import type { ResultRow, RunParticipantRow } from '../store/tables.js'
import { aggregateSamples } from './aggregate.js'
import type { AssertEvidence } from './asserts.js'

type Metrics = ResultRow['metrics']

/** What a participant was like and what was measured of it, as its asserts ask for it. */
export function collectAssertEvidence(
  participant: RunParticipantRow,
  { metrics, timecards }: Pick<ResultRow, 'metrics' | 'timecards'>,
  { browserCondition, repeatedTimecards }: Assumptions,
): AssertEvidence {
  return {
    property: (name) => {
      if (name !== 'browser') return [String(participant[name as Property])]
      const [alias, version] = [participant.requested_browser, participant.browser]
      return { both: [alias, version], alias: [alias], version: [version] }[browserCondition]
    },
    metric: (path) => {
      const step = /^actions\/timeExecution\/(.+)$/.exec(path)?.[1]
      if (step === undefined) return metricAt(metrics, path)
      const times = timecards.filter(({ name }) => name === step).map(({ start, end }) => end - start)
      return ofRepeats[repeatedTimecards](times)
    },
  }
}

/** What an assert on a timecard is about, in milliseconds. */
const ofRepeats = {
  average: (times) => aggregateSamples(times)?.average,
  maximum: (times) => aggregateSamples(times)?.maximum,
  last: (times) => times.at(-1),
} satisfies Record<Assumptions['repeatedTimecards'], (times: readonly number[]) => number | undefined>

/** An engine's measurements as a result shows them; what has no samples was not measured. */
export function metricsOf(measurements: Readonly<Record<string, Measurement>>): Metrics {
  return Object.fromEntries(
    Object.entries(measurements).flatMap(([path, measured]) => {
      const metric = 'value' in measured ? { value: measured.value } : aggregateSamples(measured.samples)
      return metric ? [[path, { metric_path: path, ...metric }]] : []
    }),
  )
}

/** A path names either what was measured itself, e.g. a codec, or an aggregate of it. */
function metricAt(metrics: Metrics, path: string): number | string | undefined {
  const itself = metrics[path]
  if (itself) return itself.value ?? itself.average
  const slash = path.lastIndexOf('/')
  const [base, end] = [metrics[path.slice(0, slash)], path.slice(slash + 1)]
  return end === 'percent' ? base?.value : aggregateOf(base, end)
}

function aggregateOf(metric: Metric | undefined, name: string): number | undefined {
  return Object.hasOwn(aggregators, name) ? metric?.[aggregators[name as Aggregator]] : undefined
}
