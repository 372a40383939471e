/** What spec files import. Kept apart from the runner itself, so that this import stays cheap. */
export type { SpecSettings } from './collect/options-schema.js'
export type { Duration } from './model/duration.js'
export type { Verify } from './model/model.js'
export {
  describe,
  type GroupOptions,
  type ParticipantOptions,
  script,
  type ScriptReference,
  test,
  type TestOptions,
} from './collect/dsl/language.js'
export { type AssertBuilder, type ExpectationBuilder, metric, successRate } from './collect/dsl/metric.js'
export { type Secret, secret } from './collect/scripts/script-secret.js'
