import {
  isMetricPath,
  type Operator,
  operators,
  type PreconditionInput,
  type Property,
} from '@loadero-test/core'
import type { ParticipantFilter } from '../model/spec.js'
import { chainCode, type Code, literalCode, type ObjectCode, objectCode, textCode } from './code.js'
import type { PartialOptions, RemoteAssert, SpecFragment } from './remote-test.js'

/** An assert as in a spec file; empty when its operator is unknown. */
export function assertCode({ body, preconditions }: RemoteAssert): SpecFragment<readonly Code[]> {
  const { path = '', operator = '', expected = '' } = body
  const known = operators.find((one) => one === operator)
  if (known === undefined) {
    return { code: [], unsupported: [`an assert on '${path}' with the operator '${operator}'`] }
  }
  const when = conditionsCode(preconditions)
  const unsupported = when.unsupported.map((condition) => `that '${path}' is asserted only when ${condition}`)
  const { name, takes } = comparators[known]
  const number = takes === 'text' ? undefined : numberOf(expected)
  if (!isMetricPath(path) || (takes === 'number' && number === undefined)) {
    // `metric()` cannot express the assert, for example one on a retired metric.
    const code = objectCode({
      kind: textCode('assert'),
      path: textCode(path),
      operator: textCode(known),
      expected: textCode(expected),
      preconditions: when.code,
    })
    return { code: [code], unsupported }
  }
  const argument = number === undefined ? textCode(expected) : literalCode(number)
  const hasConditions = when.code.fields.length > 0
  const code = chainCode(
    ['metric', textCode(path)],
    [name, argument],
    ...(hasConditions ? [['when', when.code] as const] : []),
  )
  return { code: [code], unsupported }
}

const comparators = {
  lt: { name: 'lessThan', takes: 'number' },
  lte: { name: 'atMost', takes: 'number' },
  gt: { name: 'greaterThan', takes: 'number' },
  gte: { name: 'atLeast', takes: 'number' },
  eq: { name: 'equals', takes: 'either' },
  neq: { name: 'notEquals', takes: 'either' },
  regex: { name: 'matches', takes: 'text' },
} as const satisfies Record<Operator, { name: string; takes: 'number' | 'text' | 'either' }>

/** The number, if it is printed in the same way. */
function numberOf(text: string): number | undefined {
  return /^-?\d{1,15}(\.\d{1,15})?$/.test(text) && String(Number(text)) === text ? Number(text) : undefined
}

/** The names of properties in `when()`. */
const filterKeys = {
  browser: 'browser',
  network: 'network',
  location: 'location',
  compute_unit: 'computeUnit',
  audio_feed: 'audioFeed',
  video_feed: 'videoFeed',
  participant_name: 'participantName',
  participant_num: 'participantNum',
  group_name: 'groupName',
  group_num: 'groupNum',
} as const satisfies Partial<Record<Property, keyof ParticipantFilter>>

function conditionsCode(
  preconditions: readonly PartialOptions<PreconditionInput>[],
): SpecFragment<ObjectCode> {
  const conditions = new Map<string, Map<string, Code>>()
  const unsupported: string[] = []
  for (const { property = '', operator = '', expected = '' } of preconditions) {
    const key = Object.hasOwn(filterKeys, property)
      ? filterKeys[property as keyof typeof filterKeys]
      : undefined
    const comparisons = conditions.get(key ?? '') ?? new Map<string, Code>()
    const isNumber = key?.endsWith('Num') && operator !== 'regex'
    const value = isNumber ? numberOf(expected) : expected
    const isKnown = operators.some((known) => known === operator)
    if (key === undefined || !isKnown || value === undefined || comparisons.has(operator)) {
      unsupported.push(`${property} ${operator} '${expected}'`)
    } else {
      comparisons.set(operator, typeof value === 'number' ? literalCode(value) : textCode(value))
      conditions.set(key, comparisons)
    }
  }
  const fields = [...conditions].map(([key, comparisons]) => {
    // A single `eq` is written as a plain value.
    const plainValue = comparisons.size === 1 ? comparisons.get('eq') : undefined
    return [key, plainValue ?? objectCode(Object.fromEntries(comparisons))] as const
  })
  return { code: objectCode(Object.fromEntries(fields)), unsupported }
}
