import { parseSeconds } from '../../model/duration.js'
import { UserError } from '../../model/errors.js'
import type { Aggregation, ExpectationSpec, ExpectedMetric, ParticipantSlice } from '../../model/spec.js'
import type { TimeWindow } from '../../model/timed/time-window.js'
import type { Comparisons, ParticipantMetric, PerSecondExpectation } from './expectation-types.js'

/** Starts an expectation: the participants, their seconds, and how their values become one number. */
export function createExpectedMetric(
  expected: Omit<ExpectedMetric, 'summary'>,
  slice: ParticipantSlice,
): ParticipantMetric<PerSecondExpectation> {
  const aggregate = (summary: Aggregation) => createComparisons({ metric: { ...expected, summary }, slice })
  const limitTo = <Limit extends keyof TimeWindow>(limit: Limit, value: TimeWindow[Limit]) => {
    if (expected.window?.[limit] !== undefined) {
      throw new UserError(
        'specs',
        `${limit}() is called twice on metric('${expected.path}')`,
        'Give each limit of a window once, or write two expectations.',
      )
    }
    return createExpectedMetric({ ...expected, window: { ...expected.window, [limit]: value } }, slice)
  }
  return {
    ...aggregate({ kind: 'share', share: 1 }),
    where: (participants) => createExpectedMetric(expected, { ...slice, ...participants }),
    between: (start, end) => limitTo('between', { start, end }),
    after: (moment) => limitTo('after', parseSeconds(moment) ?? moment),
    before: (moment) => limitTo('before', parseSeconds(moment) ?? moment),
    whileAllPresent: () => limitTo('whileAllPresent', true),
    min: () => aggregate({ kind: 'min' }),
    max: () => aggregate({ kind: 'max' }),
    mean: () => aggregate({ kind: 'mean' }),
    percentile: (percentile) => aggregate({ kind: 'percentile', percentile }),
    share: (share) => aggregate({ kind: 'share', share }),
  }
}

/** Completes an expectation by its threshold. */
export function createComparisons(
  parts: Pick<ExpectationSpec, 'metric' | 'slice'>,
): Comparisons<PerSecondExpectation> {
  const compareWith = (operator: ExpectationSpec['operator']) => (expected: number) =>
    createBuilder({ ...parts, kind: 'expectation', operator, expected, missing: 'fail' })
  return {
    lessThan: compareWith('lt'),
    atMost: compareWith('lte'),
    greaterThan: compareWith('gt'),
    atLeast: compareWith('gte'),
    equals: compareWith('eq'),
    notEquals: compareWith('neq'),
  }
}

function createBuilder(spec: ExpectationSpec): PerSecondExpectation {
  return {
    ...spec,
    ifMissing: (missing) => createBuilder({ ...spec, missing }),
    warn: () => createBuilder({ ...spec, severity: 'warning' }),
    forShare: (secondsShare) =>
      createBuilder({ ...spec, ...(spec.metric && { metric: { ...spec.metric, secondsShare } }) }),
  }
}
