import { isFlaky } from '../../model/result.js'
import type { TestResult, Verdict } from '../../model/result.js'

const worstFirst = ['failed', 'errored', 'interrupted', 'skipped', 'passed'] as const satisfies Verdict[]

export interface Count {
  readonly verdict: Verdict | 'flaky'
  readonly count: number
}

/** The number of tests of each verdict, worst first, without zeros. Flaky tests are also counted as passed. */
export function countsOf(results: readonly TestResult[]): readonly Count[] {
  return [
    ...worstFirst.map((verdict) => ({
      verdict,
      count: results.filter((result) => result.verdict === verdict).length,
    })),
    { verdict: 'flaky' as const, count: results.filter(isFlaky).length },
  ].filter(({ count }) => count > 0)
}
