import type { TestResult, Verdict } from './result.js'
import type { SkippedTest, TestIdentity } from './spec.js'

/** The result of a test that did not run, with its reason. */
export function notRunResult(
  test: TestIdentity,
  verdict: Verdict,
  message: string,
  durationMs = 0,
): TestResult {
  return {
    test,
    verdict,
    reasons: [{ kind: 'session', message, participants: [], evidence: [] }],
    participantCounts: { total: 0, passed: 0, failed: 0 },
    durationMs,
    previousAttempts: [],
    checks: [],
    participants: [],
    metrics: [],
  }
}

export function skippedResult({ reason, ...test }: SkippedTest): TestResult {
  return notRunResult(test, 'skipped', reason)
}

/** Compares results by spec file and line. */
export function byLocation(
  { test: { location: a } }: TestResult,
  { test: { location: b } }: TestResult,
): number {
  if (a.file === b.file) return a.line - b.line
  return a.file < b.file ? -1 : 1
}
