import type { TestResult } from './model.js'

/** Whether a test passed, but not at its first attempt. */
export const isFlaky = ({ verdict, earlier }: TestResult): boolean =>
  verdict === 'passed' && earlier.some((attempt) => attempt.verdict !== 'passed')
