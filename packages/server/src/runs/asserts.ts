import type { AssertStatus, Operator } from '@loadero-test/core'
import { type Assumptions, defaultAssumptions } from '../assumptions.js'
import type { Comparison, RowCondition } from '../store/tables.js'

type Judging = Pick<Assumptions, 'missingMetric' | 'regexMatch'>

export interface AssertVerdict {
  readonly status: AssertStatus
  /** What was measured, as text; numbers with two decimals. */
  readonly actual?: string
  readonly message?: string
}

export interface AssertDefinition extends Comparison {
  readonly path: string
  /** All of them must hold for the assert to be checked. */
  readonly preconditions: readonly RowCondition[]
}

/** What a participant brings to its asserts. */
export interface AssertEvidence {
  /** All values of a property: a browser is known by its alias and by its version. */
  readonly property: (name: string) => readonly string[]
  /** The value at an assert's path; undefined when it was not measured. */
  readonly metric: (path: string) => number | string | undefined
}

/** One assert of one participant. */
export function evaluateAssert(
  assert: AssertDefinition,
  { property, metric }: AssertEvidence,
  assumptions: Judging = defaultAssumptions,
): AssertVerdict {
  const unmet = assert.preconditions.find(
    (condition) => !holds(condition, property(condition.property), assumptions),
  )
  if (unmet) return { status: 'skipped' }
  const value = metric(assert.path)
  if (value === undefined) return { status: assumptions.missingMetric, message: 'No data for this metric' }
  const actual = typeof value === 'number' ? formatDecimal(value) : value
  // The exact value is judged, not the rounded one: 0.204 is not within 0.2.
  const outcome = compare(assert.operator, String(value), assert.expected, assumptions)
  if (typeof outcome === 'string') return { status: 'fail', actual, message: outcome }
  return { status: outcome ? 'pass' : 'fail', actual }
}

/** Whether the comparison holds, or why it cannot be made. */
export function compare(
  operator: Operator,
  actual: string,
  expected: string,
  { regexMatch }: Judging = defaultAssumptions,
): boolean | string {
  if (operator === 'regex') return search(actual, regexMatch === 'whole' ? `^(?:${expected})$` : expected)
  const [left, right] = [toNumber(actual), toNumber(expected)]
  if (left !== undefined && right !== undefined) return comparisons[operator](left, right)
  if (operator === 'eq' || operator === 'neq') return comparisons[operator](actual, expected)
  return `Operator ${operator} needs numbers, not "${actual}" and "${expected}"`
}

/** Two decimals at most, as the service writes what it measured. */
export function formatDecimal(value: number): string {
  return String(Math.round(value * 100) / 100)
}

const comparisons = {
  eq: (a, b) => a === b,
  neq: (a, b) => a !== b,
  gt: (a, b) => a > b,
  gte: (a, b) => a >= b,
  lt: (a, b) => a < b,
  lte: (a, b) => a <= b,
} satisfies Record<Exclude<Operator, 'regex'>, <T extends number | string>(a: T, b: T) => boolean>

function holds({ operator, expected }: Comparison, values: readonly string[], assumptions: Judging): boolean {
  const outcomes = values.map((value) => compare(operator, value, expected, assumptions) === true)
  return operator === 'neq' ? outcomes.every(Boolean) : outcomes.some(Boolean)
}

function search(actual: string, pattern: string): boolean | string {
  try {
    return new RegExp(pattern, 'u').test(actual)
  } catch {
    return `"${pattern}" is not a regular expression`
  }
}

function toNumber(text: string): number | undefined {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined
}
