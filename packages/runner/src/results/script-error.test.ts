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

const pythonFrames =
  '  File "/script.py", line 12, in test_on_loadero\n    driver.e("css", "#join").click()\n'
const javaFrames = '\tat org.example.LoaderoTest.testUIWithLoadero(LoaderoTest.java:23)\n\t... 5 more\n'

test.each([
  [
    'of Python without a message',
    `opened\nTraceback (most recent call last):\n${pythonFrames}selenium.common.exceptions.TimeoutException: Message: \n\n`,
    'selenium.common.exceptions.TimeoutException: Message:',
  ],
  [
    'of Python with any name',
    `Traceback (most recent call last):\n${pythonFrames}call.NoDialTone: the line is dead\nStacktrace:\n#0 0x55 <unknown>\n`,
    'call.NoDialTone: the line is dead',
  ],
  [
    'that was raised last',
    `Traceback (most recent call last):\n${pythonFrames}KeyError: 'a'\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n${pythonFrames}ValueError: no room\n`,
    'ValueError: no room',
  ],
  [
    'before a summary of pytest',
    'AssertionError: expected 3 participants\n=== 1 failed in 3.2s ===\n',
    'AssertionError: expected 3 participants',
  ],
  [
    'that pytest marks',
    `    def test_on_loadero(driver):\n>       e("css", "#a")\nE       selenium.common.exceptions.NoSuchElementException: Message: no such element\nE         (Session info: chrome=131)\n\nscript.py:3: NoSuchElementException\n---- Captured log call ----\nValueError: ignored\n==== short test summary info ====\nFAILED script.py::test_on_loadero - selenium.common.exceptions.NoSuchElementException: Message\n==== 1 failed in 5.01s ====\n`,
    'selenium.common.exceptions.NoSuchElementException: Message: no such element',
  ],
  [
    'of a plain assert in pytest',
    '>       assert count == 3\nE       assert 2 == 3\n\nscript.py:9: AssertionError\n1 failed in 0.2s\n',
    'assert 2 == 3',
  ],
  [
    'of Java with a stack and a cause',
    `org.openqa.selenium.NoSuchElementException: no such element: {"css":"#join"}\n  (Session info: chrome=131)\nBuild info: version 4\n${javaFrames}Caused by: java.io.IOException: closed\n${javaFrames}`,
    'org.openqa.selenium.NoSuchElementException: no such element: {"css":"#join"}',
  ],
  [
    'of Java before a summary',
    `java.lang.AssertionError: expected [true] but found [false]\n${javaFrames}\nTests run: 1, Failures: 1, Errors: 0\n[ERROR] There are test failures.\n[ERROR] Failed to execute goal x -> [Help 1]\nBUILD FAILURE\n`,
    'java.lang.AssertionError: expected [true] but found [false]',
  ],
  [
    'behind the prefix of a logger',
    `2024-05-01 10:00:00,123 ERROR Traceback (most recent call last):\n[ERROR] java.lang.IllegalStateException: no driver\n[ERROR] Tests run: 1, Errors: 1\n`,
    'java.lang.IllegalStateException: no driver',
  ],
  [
    'of a thread',
    `Exception in thread "main" java.lang.RuntimeException: x\n${javaFrames}`,
    'Exception in thread "main" java.lang.RuntimeException: x',
  ],
  ['without a message', `java.lang.NullPointerException\n${javaFrames}`, 'java.lang.NullPointerException'],
])('the exception %s is the reason', (_, log, expected) => {
  expect(findScriptError(log)).toBe(expected)
})

test.each([
  'Tests run: 1, Failures: 1, Errors: 0, Skipped: 0',
  '[ERROR] Tests run: 1, Failures: 1',
  '=== 1 failed in 3.2s ===',
  '1 failed, 2 passed in 3.20s',
  'FAILED script.py::test_on_loadero',
  'FAILED: testUIWithLoadero',
  'There was 1 failure:',
  'BUILD FAILURE',
  'TEST FAILURE (5.2s): 1 assertions failed, 2 passed',
  'Process finished with exit code 1',
])('the summary %s is not a reason', (line) => {
  expect(findScriptError(`opened\n${line}\n`)).toBeUndefined()
  expect(findScriptError(`connection timed out\n${line}\n`)).toBe('connection timed out')
})

test('a mark is not an error by any name', () => {
  const log = 'Timeout error of the page\n[loadero-test] mark login_failed at 2026-01-31T12:00:00Z\n'
  expect(findScriptError(log)).toBe('Timeout error of the page')
})
