import type { MetricPath, Open, Operator } from '@loadero-test/core'
import type {
  AssertSpec,
  ExpectationSpec,
  ParticipantFilter,
  ParticipantSlice,
  Aggregation,
} from '../../model/model.js'

/** An assert that may be limited to some participants. */
export interface AssertBuilder extends AssertSpec {
  /** All given properties must hold for the assert to be checked. */
  when(preconditions: ParticipantFilter): AssertSpec
}

/** An expectation that says what a participant without a value means. */
export interface ExpectationBuilder extends ExpectationSpec {
  /** `skip` leaves out those that have no value; by default one of them is enough to fail. */
  ifMissing(policy: ExpectationSpec['missing']): ExpectationSpec
}

function assert(path: Open<MetricPath>, operator: Operator, expected: number | string): AssertBuilder {
  const spec = { kind: 'assert', path, operator, expected: String(expected), preconditions: {} } as const
  return { ...spec, when: (preconditions) => ({ ...spec, preconditions }) }
}

function comparisons(parts: Pick<ExpectationSpec, 'metric' | 'slice'>) {
  const compare =
    (operator: ExpectationSpec['operator']) =>
    (expected: number): ExpectationBuilder => {
      const spec = { ...parts, kind: 'expectation', operator, expected, missing: 'fail' } as const
      return { ...spec, ifMissing: (missing) => ({ ...spec, missing }) }
    }
  return {
    lessThan: compare('lt'),
    atMost: compare('lte'),
    greaterThan: compare('gt'),
    atLeast: compare('gte'),
    equals: compare('eq'),
    notEquals: compare('neq'),
  }
}

function summaries(path: Open<MetricPath>, slice: ParticipantSlice) {
  const of = (summary: Aggregation) => comparisons({ metric: { path, summary }, slice })
  return {
    /** Only these participants. */
    where: (more: ParticipantSlice) => summaries(path, { ...slice, ...more }),
    /** The smallest of the participants' values. */
    min: () => of({ kind: 'min' }),
    max: () => of({ kind: 'max' }),
    mean: () => of({ kind: 'mean' }),
    /** @param percentile 0…100, of the participants' values; between two of them it is interpolated */
    percentile: (percentile: number) => of({ kind: 'percentile', percentile }),
    /** @param share 0…1: at least so many of the participants must hold to what is compared next */
    share: (share: number) => of({ kind: 'share', share }),
  }
}

/**
 * Begins what must hold for one of Loadero's metrics: with a comparison at once, an assert that Loadero checks on every
 * participant, e.g. `metric('webrtc/audio/rtt/avg').lessThan(200)`; with a summary first, an expectation that we check
 * across participants, e.g. `metric('webrtc/video/fps/in/avg').percentile(5).atLeast(20)`.
 */
export function metric(path: MetricPath) {
  return {
    lessThan: (expected: number) => assert(path, 'lt', expected),
    atMost: (expected: number) => assert(path, 'lte', expected),
    greaterThan: (expected: number) => assert(path, 'gt', expected),
    atLeast: (expected: number) => assert(path, 'gte', expected),
    equals: (expected: number | string) => assert(path, 'eq', expected),
    notEquals: (expected: number | string) => assert(path, 'neq', expected),
    /** A regular expression in the service's dialect, for text such as a codec's name. */
    matches: (expected: string) => assert(path, 'regex', expected),
    ...summaries(path, {}),
  }
}

/** Begins an expectation on the share of participants that passed, 0…1. Without one, every participant must pass. */
export function successRate() {
  return {
    ...comparisons({ slice: {} }),
    /** Only among these participants. */
    where: (slice: ParticipantSlice) => comparisons({ slice }),
  }
}
