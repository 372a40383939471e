import type { MetricPath, Open, Operator } from '@loadero-test/core'
import {
  isOwnMetric,
  isSeriesPath,
  type OwnMetricPath,
  type SeriesPath,
} from '../../model/timed/metric-path.js'
import type { PreviousRuns } from '../../model/analysis/history-limit.js'
import type { AssertSpec, ParticipantFilter, ParticipantSlice } from '../../model/spec.js'
import type { NumberCondition } from '../../model/timed/time-window.js'
import { comparisonMethods, createComparisons, createExpectedMetric } from './create-expectation.js'
import type {
  Aggregations,
  Comparisons,
  ExpectationBuilder,
  HistoryComparison,
  ParticipantMetric,
  PerSecondMetric,
  Windows,
} from './expectation-types.js'

/** An assert on all participants; `when` limits it to some of them. */
export interface AssertBuilder extends AssertSpec {
  /**
   * Checks the assert only on participants that meet all conditions.
   * @example metric('webrtc/audio/rtt/avg').lessThan(300).when({ location: 'eu-central-1', groupNum: { lt: 5 } })
   */
  when(conditions: ParticipantFilter): AssertSpec
}

/** A metric of the service: compared directly it is an assert, with an aggregation or a window an expectation. */
export interface ServiceMetric
  extends HistoryComparison, Aggregations<ExpectationBuilder>, Windows<ParticipantMetric> {
  /** `<` the threshold, on each participant. */
  lessThan(expected: number): AssertBuilder
  /** `<=` the threshold, on each participant. */
  atMost(expected: number): AssertBuilder
  /** `>` the threshold, on each participant. */
  greaterThan(expected: number): AssertBuilder
  /** `>=` the threshold, on each participant. */
  atLeast(expected: number): AssertBuilder
  /** `=` a number or a text such as a codec's name, on each participant. */
  equals(expected: number | string): AssertBuilder
  /** `≠` a number or a text such as a codec's name, on each participant. */
  notEquals(expected: number | string): AssertBuilder
  /** Matches text, such as a codec's name, with a regular expression in the service's syntax: `matches('^VP')`. */
  matches(expected: string): AssertBuilder
  /**
   * Uses only these participants. Keys that are given together must all match; a list matches any of its values.
   * @example metric('webrtc/audio/rtt/avg').where({ group: 'pair', location: ['eu-west-1', 'eu-west-3'] }).max().lessThan(200)
   */
  where(participants: ParticipantSlice): ParticipantMetric
}

/**
 * Starts an assert or an expectation on a metric. Values are in the unit of the metric: milliseconds for round-trip
 * time, jitter and execution time, percent for packet loss and CPU usage, frames per second for `fps`.
 *
 * - `metric('webrtc/audio/rtt/avg').lessThan(200)` is an assert: Loadero checks it on each participant. It belongs to
 *   `asserts`.
 * - `metric('webrtc/audio/rtt/avg').percentile(95).lessThan(200)` is an expectation: loadero-test checks it across
 *   participants, after the run. It belongs to `expects`.
 * - `metric('webrtc/audio/level/in/max').between('muted', 'unmuted').atMost(0.01)` is an expectation on some seconds of
 *   each participant.
 * - `metric('webrtc/video/fps/in').after('10s').atLeast(20).forShare(0.95)` is an expectation on each second: a path
 *   without an aggregate is a metric per second.
 * @param path a metric path such as `webrtc/audio/rtt/avg`, `actions/timeExecution/<name>` for a measurement of
 *   `client.timeExecution`, or `measure/<name>` for values of `measure()`
 */
export function metric(path: MetricPath): ServiceMetric
export function metric(path: SeriesPath): PerSecondMetric
export function metric(path: OwnMetricPath): ParticipantMetric
export function metric(path: Open<MetricPath>): unknown {
  const expected = createExpectedMetric({ path, ...(isSeriesPath(path) && { secondsShare: 1 }) }, {})
  if (isSeriesPath(path) || isOwnMetric(path)) return expected
  const compareWith =
    (operator: Operator) =>
    (limit: number | string): AssertBuilder => {
      const spec = { kind: 'assert', path, operator, expected: String(limit), preconditions: {} } as const
      return { ...spec, when: (preconditions) => ({ ...spec, preconditions }) }
    }
  return {
    ...expected,
    ...comparisonMethods(compareWith),
    matches: compareWith('regex'),
  }
}

/**
 * Starts an expectation on the time until a metric per second meets a condition, in milliseconds. It counts from the
 * start of the participant, or from the start of the window that follows. When the condition is never met, the time is
 * longer than any limit.
 * @param path a metric per second: a metric path without its aggregate
 * @param condition one or more comparisons that must all hold
 * @example timeUntil('webrtc/video/fps/in', { gte: 15 }).after('joined').percentile(95).atMost(5_000)
 */
export function timeUntil(path: SeriesPath, condition: NumberCondition): ParticipantMetric {
  return createExpectedMetric({ path, until: condition }, {})
}

/**
 * The newest earlier runs of the test at Loadero that have the same script and the same participants, or its entry of the
 * baseline file. The argument of `notWorseThan`.
 * @param runs how many, from 1 to 100
 */
export function previousRuns(runs: number): PreviousRuns {
  return { kind: 'previous-runs', runs }
}

/** The share of participants that passed, from 0 to 1. */
export interface SuccessRate extends Comparisons<ExpectationBuilder>, HistoryComparison {
  /** Counts only these participants. Keys that are given together must all match; a list matches any of its values. */
  where(participants: ParticipantSlice): Comparisons<ExpectationBuilder> & HistoryComparison
}

/**
 * Starts an expectation on the share of participants that passed, from 0 to 1.
 * Without one among `expects`, every participant must pass.
 * @example successRate().atLeast(0.95)
 */
export function successRate(): SuccessRate {
  return {
    ...createComparisons({ slice: {} }),
    where: (participants) => createComparisons({ slice: participants }),
  }
}
