import type { MetricPath, Open, Operator } from '@loadero-test/core'
import type {
  Aggregation,
  AssertSpec,
  ExpectationSpec,
  ParticipantFilter,
  ParticipantSlice,
} from '../../model/spec.js'

/** An assert on all participants; `when` limits it to some of them. */
export interface AssertBuilder extends AssertSpec {
  /**
   * Checks the assert only on participants that meet all conditions.
   * @example metric('webrtc/audio/rtt/avg').lessThan(300).when({ location: 'eu-central-1', groupNum: { lt: 5 } })
   */
  when(conditions: ParticipantFilter): AssertSpec
}

/** An expectation that fails when a participant has no value of the metric; `ifMissing` changes that. */
export interface ExpectationBuilder extends ExpectationSpec {
  /** What a participant without a value does: `'fail'` fails the expectation, `'skip'` leaves the participant out. Default: `'fail'`. */
  ifMissing(policy: ExpectationSpec['missing']): ExpectationSpec
}

function createAssert(path: Open<MetricPath>, operator: Operator, expected: number | string): AssertBuilder {
  const spec = { kind: 'assert', path, operator, expected: String(expected), preconditions: {} } as const
  return { ...spec, when: (preconditions) => ({ ...spec, preconditions }) }
}

/** Completes an expectation by its threshold. */
function createComparisons(parts: Pick<ExpectationSpec, 'metric' | 'slice'>) {
  const compareWith =
    (operator: ExpectationSpec['operator']) =>
    (expected: number): ExpectationBuilder => {
      const spec = { ...parts, kind: 'expectation', operator, expected, missing: 'fail' } as const
      return { ...spec, ifMissing: (missing) => ({ ...spec, missing }) }
    }
  return {
    /** `<` the threshold, in the unit of the metric. */
    lessThan: compareWith('lt'),
    /** `<=` the threshold, in the unit of the metric. */
    atMost: compareWith('lte'),
    /** `>` the threshold, in the unit of the metric. */
    greaterThan: compareWith('gt'),
    /** `>=` the threshold, in the unit of the metric. */
    atLeast: compareWith('gte'),
    /** `=` the threshold, in the unit of the metric. */
    equals: compareWith('eq'),
    /** `≠` the threshold, in the unit of the metric. */
    notEquals: compareWith('neq'),
  }
}

/** Starts an expectation: the participants, and how their values become one number. */
export interface AggregationBuilder {
  /**
   * Uses only these participants. Keys that are given together must all match; a list matches any of its values.
   * @example metric('webrtc/audio/rtt/avg').where({ group: 'pair', location: ['eu-west-1', 'eu-west-3'] }).max().lessThan(200)
   */
  where(participants: ParticipantSlice): AggregationBuilder
  /** Compares the smallest value of all participants. */
  min(): ComparisonBuilder
  /** Compares the largest value of all participants. */
  max(): ComparisonBuilder
  /** Compares the arithmetic mean of the participants' values. */
  mean(): ComparisonBuilder
  /**
   * Compares a percentile of the participants' values. Between two values it is interpolated.
   * @param percentile from 0 to 100; the 95th percentile needs at least 20 participants to be meaningful
   */
  percentile(percentile: number): ComparisonBuilder
  /**
   * Requires that a share of the participants meets the threshold.
   * @param share from 0 to 1; `share(0.8).lessThan(150)` means that 80% of the participants have a value below 150
   */
  share(share: number): ComparisonBuilder
}

type ComparisonBuilder = ReturnType<typeof createComparisons>

function createAggregations(path: Open<MetricPath>, slice: ParticipantSlice): AggregationBuilder {
  const aggregate = (summary: Aggregation) => createComparisons({ metric: { path, summary }, slice })
  return {
    where: (participants) => createAggregations(path, { ...slice, ...participants }),
    min: () => aggregate({ kind: 'min' }),
    max: () => aggregate({ kind: 'max' }),
    mean: () => aggregate({ kind: 'mean' }),
    percentile: (percentile) => aggregate({ kind: 'percentile', percentile }),
    share: (share) => aggregate({ kind: 'share', share }),
  }
}

/**
 * Starts an assert or an expectation on a metric. Values are in the unit of the metric: milliseconds for round-trip
 * time, jitter and execution time, percent for packet loss and CPU usage, frames per second for `fps`.
 *
 * - `metric(path).lessThan(200)` is an assert: Loadero checks it on each participant. It belongs to `asserts`.
 * - `metric(path).percentile(95).lessThan(200)` is an expectation: loadero-test checks it across participants, after the
 *   run. It belongs to `expects`.
 * @param path a metric path such as `webrtc/audio/rtt/avg`, or `actions/timeExecution/<name>` for a measurement of
 *   `client.timeExecution`
 */
export function metric(path: MetricPath) {
  return {
    /** `<` the threshold, on each participant. */
    lessThan: (expected: number) => createAssert(path, 'lt', expected),
    /** `<=` the threshold, on each participant. */
    atMost: (expected: number) => createAssert(path, 'lte', expected),
    /** `>` the threshold, on each participant. */
    greaterThan: (expected: number) => createAssert(path, 'gt', expected),
    /** `>=` the threshold, on each participant. */
    atLeast: (expected: number) => createAssert(path, 'gte', expected),
    /** `=` a number or a text such as a codec's name, on each participant. */
    equals: (expected: number | string) => createAssert(path, 'eq', expected),
    /** `≠` a number or a text such as a codec's name, on each participant. */
    notEquals: (expected: number | string) => createAssert(path, 'neq', expected),
    /** Matches text, such as a codec's name, with a regular expression in the service's syntax: `matches('^VP')`. */
    matches: (expected: string) => createAssert(path, 'regex', expected),
    ...createAggregations(path, {}),
  }
}

/**
 * Starts an expectation on the share of participants that passed, from 0 to 1.
 * Without one among `expects`, every participant must pass.
 * @example successRate().atLeast(0.95)
 */
export function successRate() {
  return {
    ...createComparisons({ slice: {} }),
    /** Counts only these participants. Keys that are given together must all match; a list matches any of its values. */
    where: (participants: ParticipantSlice) => createComparisons({ slice: participants }),
  }
}
