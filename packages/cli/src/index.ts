export * from '@loadero-test/runner/spec'
export type {
  Check,
  Diagnostic,
  Measure,
  Notice,
  ParticipantOutcome,
  Progress,
  Reason,
  Reporter,
  SpecTest,
  Summary,
  TestAttempt,
  TestIdentity,
  TestResult,
  Verdict,
} from '@loadero-test/runner'
export { defineConfig, type UserConfig } from './config/define-config.js'
