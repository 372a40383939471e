export * from '@loadero-test/runner/spec'
export type {
  Attempt,
  Diagnostic,
  Notice,
  Progress,
  Reporter,
  Summary,
  TestCase,
  TestResult,
} from '@loadero-test/runner'
export { defineConfig, type UserConfig } from './config/define-config.js'
