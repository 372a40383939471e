import type { PreviousRuns } from '../../model/analysis/history-limit.js'
import { betterDirection } from '../../model/analysis/metric-direction.js'
import { parseSeconds } from '../../model/duration.js'
import { UserError } from '../../model/errors.js'
import type { Aggregation, ExpectationSpec, ExpectedMetric, ParticipantSlice } from '../../model/spec.js'
import type { TimeWindow } from '../../model/timed/time-window.js'
import type {
  Comparisons,
  HistoryComparison,
  Margin,
  ParticipantMetric,
  PerSecondExpectation,
} from './expectation-types.js'

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
    notWorseThan: (earlier, margin) =>
      aggregate({ kind: 'percentile', percentile: 50 }).notWorseThan(earlier, margin),
    where: (participants) => {
      // Anything else is reported when the options of the test are checked.
      const isSlice = Object.prototype.toString.call(participants) === '[object Object]'
      return createExpectedMetric(expected, isSlice ? { ...slice, ...participants } : participants)
    },
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
): Comparisons<PerSecondExpectation> & HistoryComparison {
  const compareWith = (operator: ExpectationSpec['operator']) => (expected: number) =>
    createBuilder({ ...parts, kind: 'expectation', operator, expected, missing: 'fail' })
  return {
    ...comparisonMethods(compareWith),
    notWorseThan: (earlier, margin) => createHistoryExpectation(parts, earlier, margin),
  }
}

/** The comparisons with a threshold, by their names in spec files. */
export function comparisonMethods<Compare>(compareWith: (operator: ExpectationSpec['operator']) => Compare) {
  return {
    lessThan: compareWith('lt'),
    atMost: compareWith('lte'),
    greaterThan: compareWith('gt'),
    atLeast: compareWith('gte'),
    equals: compareWith('eq'),
    notEquals: compareWith('neq'),
  }
}

/** What is wrong with the arguments is reported when the options of the test are checked. */
function createHistoryExpectation(
  parts: Pick<ExpectationSpec, 'metric' | 'slice'>,
  earlier: PreviousRuns,
  margin: Margin | undefined,
): PerSecondExpectation {
  const by = margin?.by
  const [, percentage] = /^(\d+(?:\.\d+)?)\s?%$/.exec(String(by)) ?? []
  const better =
    margin?.better ?? (parts.metric === undefined ? 'higher' : betterDirection(parts.metric.path))
  const history = {
    runs: earlier?.runs,
    by:
      percentage === undefined
        ? { kind: 'amount' as const, value: by }
        : { kind: 'share' as const, value: Number(percentage) / 100 },
    better,
  }
  return createBuilder({
    ...parts,
    kind: 'expectation',
    operator: better === 'higher' ? 'gte' : 'lte',
    expected: 0,
    missing: 'fail',
    history: history as NonNullable<ExpectationSpec['history']>,
  })
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
