import { expect, test } from 'vitest'
import { aResult, aRun, reconciled } from '../../test/examples.js'
import { judge } from './judge.js'

/** A run with one participant for each list of errors that did not fail its script. */
function judgeErrors(errors: readonly (readonly string[])[], status: 'pass' | 'fail' = 'pass') {
  const run = aRun({ participant_count: errors.length })
  const collected = errors.map((ignoredErrors, num) =>
    aResult(num, { status, selenium_result: status }, ignoredErrors.length > 0 ? { ignoredErrors } : {}),
  )
  const statistics = { asserts: [] } as never
  return judge({ asserts: [], expects: [] }, { run, collected, reconciliation: reconciled(), statistics })
}

test.each([
  ['of one participant', [['keys: nothing (a.js:3)'], []]],
  ['of all participants, each once', [['a', 'b'], ['b']]],
  [
    'of which many are different',
    [
      ['1', '2', '3', '4'],
      ['5', '6', '7'],
    ],
  ],
])('a test that passes has a warning with errors %s', (_, errors) => {
  const { verdict, warnings } = judgeErrors(errors)
  expect(verdict).toBe('passed')
  expect(warnings).toMatchSnapshot()
})

test('a test that fails has the warning, too', () => {
  expect(judgeErrors([['a']], 'fail')).toMatchObject({ verdict: 'failed', warnings: [expect.any(String)] })
})

test('there is no warning without errors', () => {
  expect(judgeErrors([[], []]).warnings).toBeUndefined()
})
