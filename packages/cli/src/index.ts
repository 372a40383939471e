export * from '@loadero-test/runner/spec'
export type {
  TestAttempt,
  Diagnostic,
  Notice,
  Progress,
  Reporter,
  Summary,
  SpecTest,
  TestResult,
} from '@loadero-test/runner'
export { defineConfig, type UserConfig } from './config/define-config.js'
