import type { TestResult } from '../../model/result.js'
import type { Summary } from '../../model/session.js'
import type { JsonPoint } from './json-schema.js'
import { unitOf } from '../../model/metric-unit.js'

/** Aggregates of each run in the form of a time series: what a dashboard draws from one session to the next. */
export const pointsOf = function* ({ tests, startedMs }: Summary): Generator<JsonPoint> {
  const time = new Date(startedMs).toISOString()
  for (const result of tests) {
    const of = { time, test: result.test.id, ...(result.run && { run: result.run.id }) }
    for (const [metric, value, unit] of aggregatesOf(result)) yield { metric, value, unit, ...of }
  }
}

type Aggregate = readonly [metric: string, value: number, unit: string]

function aggregatesOf({
  run,
  participantCounts: participants,
  metrics,
  durationMs,
  computeUnits,
}: TestResult): readonly Aggregate[] {
  // Of what was not run, zeros would look like measurements.
  if (run === undefined) return []
  const { total, passed } = participants
  return [
    ['test/duration', durationMs, 'ms'],
    ['test/participants', total, 'count'],
    ['test/participants/passed', passed, 'count'],
    ...(computeUnits?.actual === undefined
      ? []
      : [['test/computeUnits', computeUnits.actual, 'compute units'] as const]),
    ...metrics.map(({ path, value }) => [path, value, unitOf(path)] as const),
  ]
}
