import { unitOf } from '../model/metric-unit.js'
import { isFlaky, verdicts } from '../model/result.js'
import type { Summary } from '../model/session.js'
import { startOf } from './time-span.js'

/** One number of a session, for time series. */
export interface Point {
  /** `test/duration`, `check/value`, or a metric path. */
  readonly metric: string
  readonly value: number
  readonly unit: string
  /** When the test started, in milliseconds since the epoch; of a point of the session, when that started. */
  readonly atMs: number
  /** Absent for a point of the session. */
  readonly test?: string
  /** Name of the check. */
  readonly check?: string
  readonly run?: number
}

/** The numbers of a session: its counts, and of each test with a run its counts, checks and metrics. */
export function* pointsOf({ tests, startedMs, durationMs }: Summary): Generator<Point> {
  const count = (metric: string, value: number): Point => ({ metric, value, unit: 'count', atMs: startedMs })
  for (const verdict of verdicts) {
    yield count(`session/tests/${verdict}`, tests.filter((result) => result.verdict === verdict).length)
  }
  yield count('session/tests/flaky', tests.filter(isFlaky).length)
  yield { metric: 'session/duration', value: durationMs, unit: 'ms', atMs: startedMs }
  for (const result of tests) {
    const { test, run, participantCounts, checks, metrics, durationMs: testMs, computeUnits } = result
    // Zeros of a test without a run would look like measurements.
    if (run === undefined) continue
    const labels = { atMs: startOf(result) ?? startedMs, test: test.id, run: run.id }
    const { total, passed, failed } = participantCounts
    yield { metric: 'test/duration', value: testMs, unit: 'ms', ...labels }
    yield { metric: 'test/passed', value: result.verdict === 'passed' ? 1 : 0, unit: '0…1', ...labels }
    yield { metric: 'test/flaky', value: isFlaky(result) ? 1 : 0, unit: '0…1', ...labels }
    yield { metric: 'test/attempts', value: result.previousAttempts.length + 1, unit: 'count', ...labels }
    yield { metric: 'test/participants', value: total, unit: 'count', ...labels }
    yield { metric: 'test/participants/passed', value: passed, unit: 'count', ...labels }
    yield { metric: 'test/participants/failed', value: failed, unit: 'count', ...labels }
    if (computeUnits?.actual !== undefined) {
      yield { metric: 'test/computeUnits', value: computeUnits.actual, unit: 'compute units', ...labels }
    }
    for (const { name, measure, outcome } of checks) {
      const ofCheck = { ...labels, check: name }
      yield { metric: 'check/passed', value: outcome === 'passed' ? 1 : 0, unit: '0…1', ...ofCheck }
      if (measure === undefined) continue
      const { value, limit, unit } = measure
      if (value !== undefined) yield { metric: 'check/value', value, unit, ...ofCheck }
      yield { metric: 'check/limit', value: limit, unit, ...ofCheck }
    }
    for (const { path, value } of metrics) yield { metric: path, value, unit: unitOf(path), ...labels }
  }
}
