import { isFlaky } from '../../model/result.js'
import type { TestResult, Verdict } from '../../model/result.js'

const worstFirst = ['failed', 'errored', 'interrupted', 'skipped', 'passed'] as const satisfies Verdict[]

export interface Count {
  readonly word: Verdict | 'flaky'
  readonly count: number
}

/** How many tests ended how, worst first, without those that are none; flaky ones are among the passed. */
export function countsOf(results: readonly TestResult[]): readonly Count[] {
  return [
    ...worstFirst.map((word) => ({
      word,
      count: results.filter(({ verdict }) => verdict === word).length,
    })),
    { word: 'flaky' as const, count: results.filter(isFlaky).length },
  ].filter(({ count }) => count > 0)
}
