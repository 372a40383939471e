import { expect, test } from 'vitest'
import { findScriptError } from './script-error.js'

test.each([
  [
    'the last marked line',
    'ok\n✖ first\nmore\n  ✖ NightwatchAssertError: second (script line 3)\n',
    'NightwatchAssertError: second (script line 3)',
  ],
  ['a marked line behind a prefix', '[simulated] ✖ late', '[simulated] late'],
  ['a marked line in colours', '\u001b[31m✖ red\u001b[39m', 'red'],
  [
    'without a mark, the last line that speaks of an error',
    'Error: a\nTimed out waiting\nbye',
    'Timed out waiting',
  ],
  ['nothing, when the log is fine', 'opened page\nclicked', undefined],
  ['nothing, when the log is empty', '', undefined],
])('%s is taken', (_, log, expected) => {
  expect(findScriptError(log)).toBe(expected)
})
