import type { ExpectationSpec } from '../../model/spec.js'
import type { NumberCondition } from '../../model/timed/time-window.js'

/** Whether a number meets a comparison. */
export function comparisonHolds(
  value: number,
  operator: ExpectationSpec['operator'],
  expected: number,
): boolean {
  return {
    eq: value === expected,
    neq: value !== expected,
    gt: value > expected,
    gte: value >= expected,
    lt: value < expected,
    lte: value <= expected,
  }[operator]
}

/** Whether a number meets all comparisons of a condition. */
export function conditionHolds(condition: NumberCondition, value: number): boolean {
  return Object.entries(condition).every(([operator, expected]) =>
    comparisonHolds(value, operator as keyof NumberCondition, expected),
  )
}
