import { expect, test } from 'vitest'
import { isFlaky, type Verdict } from './result.js'
import { aTestResult } from '../../test/examples.js'

function isFlakyAfter(verdict: Verdict, ...previous: Verdict[]) {
  return isFlaky(
    aTestResult({
      verdict,
      previousAttempts: previous.map((previousVerdict) => aTestResult({ verdict: previousVerdict })),
    }),
  )
}

test('only a pass after another verdict is flaky', () => {
  expect(isFlakyAfter('passed', 'failed')).toBe(true)
  expect(isFlakyAfter('passed', 'errored', 'errored')).toBe(true)
  expect(isFlakyAfter('passed')).toBe(false)
  expect(isFlakyAfter('failed', 'failed')).toBe(false)
  expect(isFlakyAfter('errored', 'passed')).toBe(false)
})
