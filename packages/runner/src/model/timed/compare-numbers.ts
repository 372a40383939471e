import type { NumberCondition } from './time-window.js'

export function comparisonHolds(value: number, operator: keyof NumberCondition, expected: number): boolean
/** Whether a number meets a comparison; undefined for an unknown operator. */
export function comparisonHolds(
  value: number,
  operator: string | undefined,
  expected: number,
): boolean | undefined
export function comparisonHolds(value: number, operator: string | undefined, expected: number) {
  switch (operator) {
    case 'eq':
      return value === expected
    case 'neq':
      return value !== expected
    case 'gt':
      return value > expected
    case 'gte':
      return value >= expected
    case 'lt':
      return value < expected
    case 'lte':
      return value <= expected
    default:
      return undefined
  }
}
