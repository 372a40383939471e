import type { TestResult } from './model.js'

/** Whether a test passed, but not at its first attempt. */
export function isFlaky({ verdict, previousAttempts: earlier }: TestResult): boolean {
  return verdict === 'passed' && earlier.some((attempt) => attempt.verdict !== 'passed')
}
