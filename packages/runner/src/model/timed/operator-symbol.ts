import type { Operator } from '@loadero-test/core'

const symbols = {
  eq: '=',
  neq: '≠',
  gt: '>',
  gte: '≥',
  lt: '<',
  lte: '≤',
  regex: 'matches',
} as const satisfies Record<Operator, string>

/** `<`; an unknown operator is shown as it is. */
export function operatorSymbol(operator: string): string {
  return Object.hasOwn(symbols, operator) ? symbols[operator as Operator] : operator
}
