import type { HistoryLimit, PreviousRuns } from '../../model/analysis/history-limit.js'
import type { ExpectationSpec, ParticipantSlice } from '../../model/spec.js'
import type { Moment } from '../../model/timed/time-window.js'

/** An expectation that fails when a participant has no value of the metric; `ifMissing` changes that. */
export interface ExpectationBuilder extends ExpectationSpec {
  /** What a participant without a value does: `'fail'` fails the expectation, `'skip'` leaves the participant out. Default: `'fail'`. */
  ifMissing(policy: ExpectationSpec['missing']): ExpectationBuilder
  /** Reports show the expectation, but it does not fail the test. */
  warn(): ExpectationBuilder
}

/** An expectation that must hold in every second; `forShare` changes that. */
export interface PerSecondExpectation extends ExpectationSpec {
  /**
   * Requires that a share of each participant's seconds meets the threshold. A missing second does not meet it.
   * @param share from 0 to 1, more than 0. Default: 1.
   */
  forShare(share: number): PerSecondExpectation
  /** What a participant without a second does: `'fail'` fails the expectation, `'skip'` leaves the participant out. Default: `'fail'`. */
  ifMissing(policy: ExpectationSpec['missing']): PerSecondExpectation
  /** Reports show the expectation, but it does not fail the test. */
  warn(): PerSecondExpectation
}

/** How much worse than earlier runs a run may be. */
export interface Margin {
  /** A percentage of the earlier value, `'20%'`, or an amount in the unit of the metric. */
  readonly by: `${number}%` | number
  /** Which values are better. Only for metrics of which that depends on the app, such as `webrtc/audio/level/in/avg`. */
  readonly better?: HistoryLimit['better']
}

/** Completes an expectation by what earlier runs measured. */
export interface HistoryComparison {
  /**
   * Requires that the value is not worse than the median of earlier runs, by more than a margin. Without an aggregation,
   * the medians of the participants are compared. Only runs with the same script and the same participants count. Where
   * fewer than half of them exist, it is a warning; with `--require-baseline`, the test is errored.
   * @example metric('webrtc/audio/rtt/avg').notWorseThan(previousRuns(5), { by: '20%' })
   */
  notWorseThan(earlier: PreviousRuns, margin: Margin): ExpectationBuilder
}

/** Completes an expectation by its threshold. */
export interface Comparisons<Built> {
  /** `<` the threshold, in the unit of the metric. */
  lessThan(expected: number): Built
  /** `<=` the threshold, in the unit of the metric. */
  atMost(expected: number): Built
  /** `>` the threshold, in the unit of the metric. */
  greaterThan(expected: number): Built
  /** `>=` the threshold, in the unit of the metric. */
  atLeast(expected: number): Built
  /** `=` the threshold, in the unit of the metric. */
  equals(expected: number): Built
  /** `≠` the threshold, in the unit of the metric. */
  notEquals(expected: number): Built
}

/** Limits an expectation to some seconds of each participant. Several limits hold together; each is given once. */
export interface Windows<Windowed> {
  /**
   * From the mark `start` to the next mark `end`, as often as the script sets them. Without both marks a participant has
   * no value.
   * @example metric('webrtc/audio/level/in/max').between('muted', 'unmuted').atMost(0.01)
   */
  between(start: string, end: string): Windowed
  /** From a moment on: a duration since the participant's start (`'10s'`, or a number of seconds), or a mark. */
  after(moment: Moment): Windowed
  /** Until a moment: a duration since the participant's start (`'2m'`, or a number of seconds), or a mark. */
  before(moment: Moment): Windowed
  /** While all participants of the test are present: from the last start to the first end. */
  whileAllPresent(): Windowed
}

/** How the values of participants become one number. */
export interface Aggregations<Built> {
  /** Compares the smallest value of all participants. */
  min(): Comparisons<Built> & HistoryComparison
  /** Compares the largest value of all participants. */
  max(): Comparisons<Built> & HistoryComparison
  /** Compares the arithmetic mean of the participants' values. */
  mean(): Comparisons<Built> & HistoryComparison
  /**
   * Compares a percentile of the participants' values. Between two values it is interpolated.
   * @param percentile from 0 to 100; the 95th percentile needs at least 20 participants to be meaningful
   */
  percentile(percentile: number): Comparisons<Built> & HistoryComparison
  /**
   * Requires that a share of the participants meets the threshold.
   * @param share from 0 to 1; `share(0.8).lessThan(150)` means that 80% of the participants have a value below 150
   */
  share(share: number): Comparisons<Built>
}

/** A metric with one value for each participant. Compared directly, every participant must meet the threshold. */
export interface ParticipantMetric<Built = ExpectationBuilder>
  extends Comparisons<Built>, HistoryComparison, Aggregations<Built>, Windows<ParticipantMetric<Built>> {
  /** Uses only these participants. Keys that are given together must all match; a list matches any of its values. */
  where(participants: ParticipantSlice): ParticipantMetric<Built>
}

/** A metric with one value for each second. Every second of every participant must meet the threshold. */
export interface PerSecondMetric extends Comparisons<PerSecondExpectation>, Windows<PerSecondMetric> {
  /** Uses only these participants. Keys that are given together must all match; a list matches any of its values. */
  where(participants: ParticipantSlice): PerSecondMetric
  /** Requires it of a share of the participants only. From 0 to 1. */
  share(share: number): Comparisons<PerSecondExpectation>
}
