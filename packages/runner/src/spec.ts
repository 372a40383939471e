/** What spec files import. Kept apart from the runner itself, so that this import stays cheap. */
export type { SpecSettings } from './spec/check.js'
export type { Duration } from './duration.js'
export {
  type Assert,
  describe,
  type GroupOptions,
  metric,
  type ParticipantOptions,
  script,
  type ScriptReference,
  test,
  type TestOptions,
} from './spec/language.js'
