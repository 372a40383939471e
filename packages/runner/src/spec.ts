/** What spec files import. Kept apart from the runner itself, so that this import stays cheap. */
export type { SpecSettings } from './spec/check.js'
export type { Duration } from './duration.js'
export type { Verify } from './model.js'
export {
  describe,
  type GroupOptions,
  type ParticipantOptions,
  script,
  type ScriptReference,
  test,
  type TestOptions,
} from './spec/language.js'
export { type Assert, type Expectation, metric, successRate } from './spec/metric.js'
export { type Secret, secret } from './spec/script-secret.js'
