import type { Operator } from '@loadero-test/core'
import type { AssertBody } from '../wire/assert-body.js'
import type { ExpectationSpec, Aggregation } from '../model/model.js'
import { ordinal } from '../model/ordinal.js'

/** How an operator reads in a report. */
const symbols = {
  eq: '=',
  neq: '≠',
  gt: '>',
  gte: '≥',
  lt: '<',
  lte: '≤',
  regex: 'a match of',
} as const satisfies Record<Operator, string>

/** `< 200`; an operator that nobody knows stands for itself. */
export function comparison(operator = '?', expected: string | number = '?'): string {
  return `${Object.hasOwn(symbols, operator) ? symbols[operator as Operator] : operator} ${expected}`
}

/** `webrtc/audio/rtt/avg < 200 when browser = chromeLatest, group_num < 5` */
export function assertName({ body, preconditions }: AssertBody): string {
  const conditions = preconditions.map((one) => `${one.property} ${comparison(one.operator, one.expected)}`)
  const what = `${body.path} ${comparison(body.operator, body.expected)}`
  return conditions.length === 0 ? what : `${what} when ${conditions.join(', ')}`
}

/** What an expectation is about: `95th percentile of webrtc/audio/rtt/avg where group pair`. */
export function subjectOf({ metric, slice }: Pick<ExpectationSpec, 'metric' | 'slice'>): string {
  const where = Object.entries(slice)
    .filter(([, wanted]) => wanted !== undefined)
    .map(([key, wanted]) => `${key} ${[wanted].flat().join(' or ')}`)
  const what = metric ? `${summaryName(metric.summary)} of ${metric.path}` : 'success rate'
  return where.length === 0 ? what : `${what} where ${where.join(', ')}`
}

function summaryName(summary: Aggregation): string {
  if (summary.kind === 'percentile') return `${ordinal(summary.percentile)} percentile`
  if (summary.kind === 'share') return `share ${summary.share}`
  return { min: 'smallest', max: 'largest', mean: 'mean' }[summary.kind]
}
