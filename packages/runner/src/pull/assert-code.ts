import {
  isMetricPath,
  type Operator,
  operators,
  type PreconditionInput,
  type Property,
} from '@loadero-test/core'
import type { ParticipantFilter } from '../model/model.js'
import { chain, type Code, objectCode, plain, textCode } from './code.js'
import type { PartialOptions, RemoteAssert, ScriptLogLine } from './remote-test.js'

/** An assert as an author writes it; nothing when its operator is unknown. */
export function assertCode({ body, preconditions }: RemoteAssert): ScriptLogLine<readonly Code[]> {
  const { path = '', operator = '', expected = '' } = body
  const known = operators.find((one) => one === operator)
  if (known === undefined) {
    return { code: [], unsaid: [`an assert on '${path}' with the operator '${operator}'`] }
  }
  const when = conditionsCode(preconditions)
  const unsaid = when.unsaid.map((condition) => `that '${path}' is asserted only when ${condition}`)
  const begun = comparison(path, known, expected)
  if (begun === undefined) return { code: [bare(path, known, expected, when.code)], unsaid }
  return { code: [chain(...begun, ...(isEmpty(when.code) ? [] : [['when', when.code] as const]))], unsaid }
}

function isEmpty(code: Code): boolean {
  return code.kind === 'object' && code.fields.length === 0
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

/** `metric(…).lessThan(…)`, when its types take that. */
function comparison(path: string, operator: Operator, expected: string) {
  const { name, takes } = comparators[operator]
  const number = takes === 'text' ? undefined : numberOf(expected)
  if (!isMetricPath(path) || (takes === 'number' && number === undefined)) return undefined
  const argument = number === undefined ? textCode(expected) : plain(number)
  return [['metric', textCode(path)] as const, [name, argument] as const]
}

/** What the service has taken once, e.g. a retired metric, though no comparator does. */
function bare(path: string, operator: string, expected: string, preconditions: Code): Code {
  return objectCode({
    kind: textCode('assert'),
    path: textCode(path),
    operator: textCode(operator),
    expected: textCode(expected),
    preconditions,
  })
}

/** A number that is written again as it stands there. */
function numberOf(words: string): number | undefined {
  return /^-?\d{1,15}(\.\d{1,15})?$/.test(words) && String(Number(words)) === words
    ? Number(words)
    : undefined
}

/** What `when()` calls a property. */
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

function conditionsCode(preconditions: readonly PartialOptions<PreconditionInput>[]): ScriptLogLine<Code> {
  const said = new Map<string, Map<string, Code>>()
  const unsaid: string[] = []
  for (const { property = '', operator = '', expected = '' } of preconditions) {
    const key = Object.hasOwn(filterKeys, property)
      ? filterKeys[property as keyof typeof filterKeys]
      : undefined
    const comparisons = said.get(key ?? '') ?? new Map<string, Code>()
    const value = key === undefined ? undefined : conditionValue(key, operator, expected)
    if (key === undefined || value === undefined || comparisons.has(operator)) {
      unsaid.push(`${property} ${operator} '${expected}'`)
    } else {
      said.set(key, comparisons.set(operator, value))
    }
  }
  const fields = [...said].map(([key, comparisons]) => [key, conditionCode(comparisons)] as const)
  return { code: objectCode(Object.fromEntries(fields)), unsaid }
}

function conditionValue(key: keyof ParticipantFilter, operator: string, expected: string): Code | undefined {
  if (!operators.some((known) => known === operator)) return undefined
  if (!key.endsWith('Num') || operator === 'regex') return textCode(expected)
  const number = numberOf(expected)
  return number === undefined ? undefined : plain(number)
}

/** A plain value is to be equal. */
function conditionCode(comparisons: ReadonlyMap<string, Code>): Code {
  return (
    (comparisons.size === 1 ? comparisons.get('eq') : undefined) ?? objectCode(Object.fromEntries(comparisons))
  )
}
