import type { Operator } from '@loadero-test/core'

/** How an operator reads in a report. */
export const symbols = {
  eq: '=',
  neq: '≠',
  gt: '>',
  gte: '≥',
  lt: '<',
  lte: '≤',
  regex: 'a match of',
} as const satisfies Record<Operator, string>
