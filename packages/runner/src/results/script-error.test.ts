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
  ['two failures', '✖ no (script line 7) (and 1 more)', 'no (a.ts:6) (and 1 more)'],
  ['a caller', '✖ no (script line 7, called from line 9)', 'no (a.ts:6, called from a.ts:8)'],
  ['an unknown caller', '✖ no (script line 7, called from line 99)', 'no (a.ts:6)'],
  [
    'a running command',
    '✖ Cut short: too late, during click("#a") (script line 2)',
    'Cut short: too late, during click("#a") (a.ts:1)',
  ],
])('the lines of the author are found in %s', (_, log, expected) => {
  expect(findScriptError(log, (line) => (line > 50 ? undefined : `a.ts:${line - 1}`))).toBe(expected)
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
