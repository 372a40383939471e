import { type ClassificatorName, classificators } from './classificators.js'
import { isBrowser, properties } from './enums.js'
import { retiredMetricPaths } from './metric-facts.js'
import { isMetricPath } from './metrics.js'

/** Whether a write may contain a value, and what the message about an invalid value lists. */
interface InputEnumRule {
  readonly has: (value: string) => boolean
  readonly hint: string
}

function oneOf(values: readonly string[]): InputEnumRule {
  return {
    has: (value) => values.includes(value),
    hint: `one of ${values.join(', ')}`,
  }
}

const inputEnums = {
  audio_feed: oneOf(classificators.audio_feed),
  browser: { has: isBrowser, hint: 'chromeLatest, firefoxLatest, chrome<version> or firefox<version>' },
  compute_unit: oneOf(classificators.compute_unit),
  file_type: oneOf(classificators.file_type),
  increment_strategy: oneOf(classificators.increment_strategy),
  location: oneOf(classificators.location),
  metric_path: { has: isMetricPath, hint: 'a path of `metricPaths` or actions/timeExecution/<name>' },
  network: oneOf(classificators.network),
  operator: oneOf(classificators.operator),
  property: oneOf(properties),
  test_mode: oneOf(classificators.test_mode),
  video_feed: oneOf(classificators.video_feed),
} as const satisfies Partial<Record<ClassificatorName | 'metric_path', InputEnumRule>>

/** An enumeration whose values are validated before they are sent. */
export type InputEnum = keyof typeof inputEnums

/** Newer values of the service, which are accepted too. */
export type AlsoAllow = { readonly [E in InputEnum]?: readonly string[] }

/** Why a value is invalid; undefined for a valid one. */
export function explainRejection(name: InputEnum, value: string, also: AlsoAllow): string | undefined {
  if (inputEnums[name].has(value) || also[name]?.includes(value)) return undefined
  if (name === 'metric_path' && retiredMetricPaths.includes(value)) return `'${value}' is a retired path`
  return `'${value}' is not ${inputEnums[name].hint}; if the service knows it, add it to the client's alsoAllow.${name}`
}
