import { expect, test } from 'vitest'
import { findScriptError } from './script-error.js'

test('a script line becomes the line of the author', () => {
  const log = 'Error: no\n    at script:7:45\n✖ no such element (script line 7)\n'
  expect(findScriptError(log)).toBe('no such element (script line 7)')
  expect(findScriptError(log, (line, column) => `specs/lib.ts:${line - 2}:${column}`)).toBe(
    'no such element (specs/lib.ts:5:45)',
  )
  expect(findScriptError('✖ gone (script line 3)', (line, column) => `${line}/${column}`)).toBe(
    'gone (3/undefined)',
  )
})

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
])('the error line is %s', (_, log, expected) => {
  expect(findScriptError(log)).toBe(expected)
})
