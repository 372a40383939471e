import { expect, test } from 'vitest'
import { isFlaky } from './flaky.js'
import type { Verdict } from './model.js'
import { aTestResult } from '../../test/examples.js'

function after(verdict: Verdict, ...earlier: Verdict[]) {
  return isFlaky(aTestResult({ verdict, previousAttempts: earlier.map((one) => aTestResult({ verdict: one })) }))
}

test('only a pass after an attempt that was none is flaky', () => {
  expect(after('passed', 'failed')).toBe(true)
  expect(after('passed', 'errored', 'errored')).toBe(true)
  expect(after('passed')).toBe(false)
  expect(after('failed', 'failed')).toBe(false)
  expect(after('errored', 'passed')).toBe(false)
})
