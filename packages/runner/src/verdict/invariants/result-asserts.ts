import type { AssertStatistics, Result, ResultAssert, Statistics } from '@loadero-test/core'
import { measurableRange } from '../../model/metric-range.js'
import type { AssertSpec } from '../../model/spec.js'
import { comparisonHolds } from '../../model/timed/compare-numbers.js'
import { splitMetricPath } from '../../model/timed/metric-path.js'
import { decimalOf, matchConditions, type ParticipantProperties } from '../../model/wire/preconditions.js'
import { isCounted, isSameComparison } from '../checks/check-asserts.js'
import { assertLabel } from '../checks/check-name.js'
import { type JudgedParticipant, participantIdOf } from '../judged-participant.js'
import { metricReading } from '../metric-value.js'
import { violation, type Violation } from './violation.js'

export interface AssertSources {
  readonly asserts: readonly AssertSpec[]
  readonly statistics: Statistics
  readonly participants: readonly JudgedParticipant[]
  /** The properties that preconditions are about, by the id of the run participant. */
  readonly properties: ReadonlyMap<number, ParticipantProperties>
}

/** An assert of the run as checks show it. */
export function runAssertTitle({
  path = '?',
  operator = '?',
  expected = '?',
  preconditions,
}: AssertStatistics): string {
  return assertLabel({ body: { path, operator, expected }, preconditions } as Parameters<
    typeof assertLabel
  >[0]).title
}

/** Whether the preconditions of an assert include a participant. */
export function isAssertApplied(
  { preconditions }: AssertStatistics,
  { result }: JudgedParticipant,
  properties: AssertSources['properties'],
): ReturnType<typeof matchConditions> {
  return matchConditions(preconditions, properties.get(participantIdOf(result) ?? 0) ?? {})
}

/** The asserts of one result that was read alone. */
export function checkResultAsserts(
  participant: JudgedParticipant,
  { statistics, properties }: AssertSources,
): readonly Violation[] {
  const { result, overview, label, status } = participant
  if (!overview) return []
  const found = (message: string) =>
    violation('assert-of-result', `result ${result.id} of ${label}: ${message}`, [label])
  const unknown = result.asserts.filter((row) => !statistics.asserts.some((counts) => isCounted(row, counts)))
  return [
    ...unknown.map(({ path = '?' }) => found(`its assert on ${path} is not in the statistics of the run`)),
    ...statistics.asserts.flatMap((counts) => {
      const rows = result.asserts.filter((row) => isCounted(row, counts))
      const title = runAssertTitle(counts)
      // A participant that did not pass may have ended before its asserts.
      if (rows.length > 1 || (rows.length === 0 && status === 'passed')) {
        return [
          found(`${title} is there ${rows.length === 0 ? 'not at all' : `${rows.length} times`}, not once`),
        ]
      }
      const applies = isAssertApplied(counts, participant, properties)
      return rows.flatMap((row) => {
        const problem = rowProblem(row, { counts, applies, result })
        return problem === undefined ? [] : [found(`${title} ${problem}`)]
      })
    }),
  ]
}

function rowProblem(
  row: ResultAssert,
  {
    counts,
    applies,
    result,
  }: {
    readonly counts: AssertStatistics
    readonly applies: ReturnType<typeof matchConditions>
    readonly result: Result
  },
): string | undefined {
  const { status, actual } = row
  if (!isSameComparison(row, counts)) {
    return `is ${row.path ?? '?'} ${row.operator ?? '?'} ${row.expected ?? '?'} in the result`
  }
  if (status !== 'pass' && status !== 'fail' && status !== 'skipped') {
    return `has the status ${status ?? 'missing'}`
  }
  if (status === 'skipped')
    return applies === 'yes' ? 'was skipped, but the participant meets its conditions' : undefined
  if (applies === 'no') return `has the status ${status}, but the participant does not meet its conditions`
  if (status === 'pass' && (actual === undefined || actual === null)) return 'passed without a value'
  const { path = '' } = row
  const number = decimalOf(actual ?? '')
  const { min, max } = measurableRange(path)
  if (number !== undefined && !(number >= min && number <= max)) {
    return `has the value ${actual}, which is ${number < min ? `below ${min}` : `above ${max}`}`
  }
  const isContradicted = (holds: boolean | undefined) => holds !== undefined && holds !== (status === 'pass')
  if (isContradicted(assertHolds(row, roundingError))) {
    return `has the status ${status}, but its value is ${actual ?? 'missing'}`
  }
  // The value of a percentage and that of a repeated step are not documented.
  const isSameValue = splitMetricPath(path).aggregate !== 'percent' && !path.startsWith('actions/')
  const measured = isSameValue ? metricReading(result, path) : undefined
  if (typeof measured !== 'number') return undefined
  const tolerance = roundingError + 0.01 * Math.abs(measured)
  return isContradicted(assertHolds({ ...row, actual: String(measured) }, tolerance))
    ? `has the status ${status}, but the metrics of the result have ${measured}`
    : undefined
}

/** Half of the last of the two decimals that the service rounds to. */
const roundingError = 0.005 + 1e-9

/** Whether the comparison of an assert holds; undefined when that depends on how the service rounds or compares. */
function assertHolds(
  { operator, expected = '', actual }: ResultAssert,
  tolerance: number,
): boolean | undefined {
  if (actual === undefined || actual === null || operator === 'regex') return undefined
  const [left, right] = [decimalOf(actual), decimalOf(expected)]
  if (left === undefined || right === undefined) {
    if (operator === 'eq') return actual === expected
    if (operator === 'neq') return actual !== expected
    return false
  }
  if (Math.abs(left - right) <= tolerance) return undefined
  return comparisonHolds(left, operator, right)
}
