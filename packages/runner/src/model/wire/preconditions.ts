import { browserFamilyOf, isBrowserAlias } from '@loadero-test/core/internal'
import type { ParticipantSpec } from '../spec.js'
import { comparisonHolds } from '../timed/compare-numbers.js'

/** A condition on a property of a participant, as the service has it. */
export interface Condition {
  readonly property?: string | undefined
  readonly operator?: string | undefined
  readonly expected?: string | undefined
}

/** The properties of a participant by the service's names. An unknown one is absent. */
export type ParticipantProperties = Readonly<Partial<Record<string, string | number>>>

/** The properties of all copies of a participant. */
export function profileProperties(profile: ParticipantSpec): ParticipantProperties {
  return {
    browser: profile.browser,
    network: profile.network,
    location: profile.location,
    compute_unit: profile.computeUnit,
    audio_feed: profile.audioFeed,
    video_feed: profile.videoFeed,
    participant_name: profile.name,
  }
}

/** `unknown`: the property is unknown, or the service does not document how it compares. */
export type ConditionMatch = 'yes' | 'no' | 'unknown'

/** Whether a participant meets all conditions. */
export function matchConditions(
  conditions: readonly Condition[],
  properties: ParticipantProperties,
): ConditionMatch {
  const matches = conditions.map((condition) => matchCondition(condition, properties))
  if (matches.includes('no')) return 'no'
  return matches.includes('unknown') ? 'unknown' : 'yes'
}

function matchCondition({ property, operator, expected }: Condition, properties: ParticipantProperties) {
  const actual = properties[property ?? '']
  if (actual === undefined || expected === undefined) return 'unknown'
  if (property === 'browser') return matchBrowser(operator, expected, String(actual))
  if (operator === 'regex') return matchRegex(expected, String(actual))
  if (typeof actual === 'number') return matchOrder(operator, actual, decimalOf(expected))
  if (operator === 'eq') return actual === expected ? 'yes' : 'no'
  if (operator === 'neq') return actual === expected ? 'no' : 'yes'
  // The service orders texts by their characters, or not at all: what is not in order does not match.
  const order = actual < expected ? -1 : actual > expected ? 1 : 0
  return matchOrder(operator, order, 0) === 'no' ? 'no' : 'unknown'
}

function matchOrder(operator: string | undefined, actual: number, expected: number | undefined) {
  if (expected === undefined) return 'no'
  const holds = comparisonHolds(actual, operator, expected)
  if (holds === undefined) return 'unknown'
  return holds ? 'yes' : 'no'
}

/** It is unknown whether the service compares the alias or the version that it resolves to. */
function matchBrowser(operator: string | undefined, expected: string, actual: string): ConditionMatch {
  const hasAlias = isBrowserAlias(expected) || isBrowserAlias(actual)
  const isExact = expected === actual && !hasAlias
  const differs = hasAlias ? browserFamilyOf(expected) !== browserFamilyOf(actual) : expected !== actual
  if (operator === 'eq') return isExact ? 'yes' : differs ? 'no' : 'unknown'
  if (operator === 'neq') return isExact ? 'no' : differs ? 'yes' : 'unknown'
  if (operator !== 'regex') return 'unknown'
  const family = browserFamilyOf(actual)
  // More versions than any alias will resolve to.
  const names =
    isBrowserAlias(actual) && family !== undefined
      ? [actual, ...Array.from({ length: 350 }, (_, index) => `${family}${index + 50}`)]
      : [actual]
  return names.every((name) => matchRegex(expected, name) === 'no') ? 'no' : 'unknown'
}

/** The dialect of the service is unknown, so only an expression that finds nothing at all is certain. */
function matchRegex(expression: string, actual: string): ConditionMatch {
  try {
    return new RegExp(expression, 'u').test(actual) ? 'unknown' : 'no'
  } catch {
    return 'unknown'
  }
}

/** A decimal number in the notation of the service; undefined for every other text. */
export function decimalOf(text: string): number | undefined {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return undefined
  const value = Number(text)
  return Number.isFinite(value) ? value : undefined
}
