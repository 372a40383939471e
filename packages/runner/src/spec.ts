/** What spec files import. It does not load the runner, so that spec files load fast. */
export type { SpecSettings } from './collect/options-schema.js'
export type { Duration } from './model/duration.js'
export type { Verify } from './model/spec.js'
export {
  describe,
  type DescribeOptions,
  type GroupOptions,
  type ParticipantOptions,
  script,
  type ScriptOptions,
  type ScriptReference,
  test,
  type TestOptions,
} from './collect/dsl/language.js'
export type { ExpectationBuilder, Margin, PerSecondExpectation } from './collect/dsl/expectation-types.js'
export { type AssertBuilder, metric, previousRuns, successRate, timeUntil } from './collect/dsl/metric.js'
export { data, type Data, type DataOptions } from './model/data.js'
export { type Secret, secret } from './model/secrets.js'
