import { type ClassificatorName, classificators } from './classificators.js'
import { isBrowser, properties } from './enums.js'
import { retiredMetricPaths } from './metric-facts.js'
import { isMetricPath } from './metrics.js'

/** Whether a write may hold the value, and what the complaint lists when it may not. */
interface Known {
  readonly has: (value: string) => boolean
  readonly hint: string
}

function oneOf(values: readonly string[]): Known {
  return {
    has: (value) => values.includes(value),
    hint: `one of ${values.join(', ')}`,
  }
}

const known = {
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
} as const satisfies Partial<Record<ClassificatorName | 'metric_path', Known>>

/** An enumeration whose values are checked before they are sent. */
export type InputEnum = keyof typeof known

/** Values that the service has learnt and we have not: they pass the check as well. */
export type AlsoAllow = { readonly [E in InputEnum]?: readonly string[] }

/** Why a value may not be sent, or undefined when it may. */
export function explainRejection(name: InputEnum, value: string, also: AlsoAllow): string | undefined {
  if (known[name].has(value) || also[name]?.includes(value)) return undefined
  if (name === 'metric_path' && retiredMetricPaths.includes(value)) return `'${value}' is a retired path`
  return `'${value}' is not ${known[name].hint}; if the service knows it, add it to the client's alsoAllow.${name}`
}
