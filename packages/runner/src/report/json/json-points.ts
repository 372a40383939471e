import type { TestResult } from '../../model/result.js'
import type { Summary } from '../../model/session.js'
import type { JsonPoint } from './json-schema.js'
import { unitOf } from '../../model/metric-unit.js'

/** The aggregates of each run as points of a time series, for dashboards that compare sessions. */
export function* pointsOf({ tests, startedMs }: Summary): Generator<JsonPoint> {
  const time = new Date(startedMs).toISOString()
  for (const result of tests) {
    const labels = { time, test: result.test.id, ...(result.run && { run: result.run.id }) }
    for (const [metric, value, unit] of aggregatesOf(result)) yield { metric, value, unit, ...labels }
  }
}

function aggregatesOf(
  result: TestResult,
): readonly (readonly [metric: string, value: number, unit: string])[] {
  const { run, participantCounts, metrics, durationMs, computeUnits } = result
  // Zeros of a test without a run would look like measurements.
  if (run === undefined) return []
  return [
    ['test/duration', durationMs, 'ms'],
    ['test/participants', participantCounts.total, 'count'],
    ['test/participants/passed', participantCounts.passed, 'count'],
    ...(computeUnits?.actual === undefined
      ? []
      : [['test/computeUnits', computeUnits.actual, 'compute units'] as const]),
    ...metrics.map(({ path, value }) => [path, value, unitOf(path)] as const),
  ]
}
