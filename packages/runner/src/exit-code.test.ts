import { expect, test } from 'vitest'
import { exitOf } from './exit-code.js'
import type { Summary, TestResult } from './model.js'
import { aSummary } from './testing.js'

const result = (verdict: TestResult['verdict']) => ({ verdict }) as TestResult
const diagnostic = (severity: 'error' | 'warning') => ({ severity }) as Summary['diagnostics'][number]

const code = (parts: Partial<Summary>, passWithNoTests = false) =>
  exitOf(aSummary(parts), { passWithNoTests }).code

const failed = [result('failed'), result('errored'), result('passed')]

test.each<[number, string, Partial<Summary>]>([
  [
    130,
    'an interrupt, whatever else there is',
    { interruptedBy: 'SIGINT', tests: failed, errors: [{ kind: 'plan', message: '' }] },
  ],
  [143, 'a termination', { interruptedBy: 'SIGTERM', tests: failed }],
  [2, 'a broken spec', { diagnostics: [diagnostic('error')] }],
  [
    2,
    'an unclear plan before a refusal',
    {
      errors: [
        { kind: 'refused', message: '' },
        { kind: 'plan', message: '' },
      ],
    },
  ],
  [4, 'a refusal before a failure', { errors: [{ kind: 'refused', message: '' }], tests: failed }],
  [5, 'a limit of the plan', { errors: [{ kind: 'limit', message: '' }], tests: [result('errored')] }],
  [1, 'a failure before an error', { tests: failed }],
  [75, 'an error among passes', { tests: [result('passed'), result('errored')] }],
  [75, 'a reporter that threw', { tests: [result('passed')], errors: [{ kind: 'reporter', message: '' }] }],
  [
    75,
    'a test that was interrupted, though the session was not',
    { tests: [result('passed'), result('interrupted')] },
  ],
  [3, 'nothing selected', {}],
  [3, 'nothing but skipped tests', { tests: [result('skipped')] }],
  [
    0,
    'passes and warnings',
    { tests: [result('passed'), result('skipped')], diagnostics: [diagnostic('warning')] },
  ],
])('%i for %s', (expected, _, summary) => {
  expect(code(summary)).toBe(expected)
})

test('no tests pass when that is allowed', () => {
  expect(code({}, true)).toBe(0)
})
