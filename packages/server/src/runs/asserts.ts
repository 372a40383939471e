import type { AssertStatus, Operator } from '@loadero-test/core'
import { type Assumptions, defaultAssumptions } from '../assumptions.js'
import type { Comparison, RowCondition } from '../store/tables.js'

type AssertAssumptions = Pick<Assumptions, 'missingMetric' | 'regexMatch'>

export interface AssertVerdict {
  readonly status: AssertStatus
  /** The measured value as text. Numbers have two decimals. */
  readonly actual?: string
  readonly message?: string
}

export interface AssertDefinition extends Comparison {
  readonly path: string
  /** The assert is evaluated when all of them hold, else skipped. */
  readonly preconditions: readonly RowCondition[]
}

/** What the asserts of a participant are evaluated against. */
export interface AssertEvidence {
  /** All values of a property: a browser has its alias and its version. */
  readonly property: (name: string) => readonly string[]
  /** The value at an assert's path. Undefined when it was not measured. */
  readonly metric: (path: string) => number | string | undefined
}

/** Evaluates one assert for one participant. */
export function evaluateAssert(
  assert: AssertDefinition,
  { property, metric }: AssertEvidence,
  assumptions: AssertAssumptions = defaultAssumptions,
): AssertVerdict {
  const isMet = ({ operator, expected, property: name }: RowCondition) => {
    const results = property(name).map((value) => compare(operator, value, expected, assumptions) === true)
    return operator === 'neq' ? results.every(Boolean) : results.some(Boolean)
  }
  if (!assert.preconditions.every(isMet)) return { status: 'skipped' }
  const value = metric(assert.path)
  if (value === undefined) return { status: assumptions.missingMetric, message: 'No data for this metric' }
  const actual = typeof value === 'number' ? formatDecimal(value) : value
  // The exact value is compared, not the rounded one: 0.204 is not within 0.2.
  const result = compare(assert.operator, String(value), assert.expected, assumptions)
  if (typeof result === 'string') return { status: 'fail', actual, message: result }
  return { status: result ? 'pass' : 'fail', actual }
}

/** Whether the comparison holds, or a message that says why the values cannot be compared. */
export function compare(
  operator: Operator,
  actual: string,
  expected: string,
  { regexMatch }: AssertAssumptions = defaultAssumptions,
): boolean | string {
  if (operator === 'regex') {
    try {
      return new RegExp(regexMatch === 'whole' ? `^(?:${expected})$` : expected, 'u').test(actual)
    } catch {
      return `"${expected}" is not a regular expression`
    }
  }
  const [left, right] = [parseNumber(actual), parseNumber(expected)]
  if (left !== undefined && right !== undefined) return comparisons[operator](left, right)
  if (operator === 'eq' || operator === 'neq') return comparisons[operator](actual, expected)
  return `Operator ${operator} needs numbers, not "${actual}" and "${expected}"`
}

/** Two decimals at most, as the service writes measured values. */
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

function parseNumber(text: string): number | undefined {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined
}
