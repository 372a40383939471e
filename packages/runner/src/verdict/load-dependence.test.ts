import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dependsOnLoad } from './load-dependence.js'

test.each([
  ['nothing at all', undefined],
  ['an empty text', ' '],
  [
    'an element that does not appear',
    'NightwatchAssertError: Timed out while waiting for element <#no> to be present for 700 milliseconds. - expected "visible" but got: "not found" (1030ms)',
  ],
  [
    'a text that does not change in time',
    `NightwatchAssertError: Testing if element's <h1> inner text equals 'Wrong' in 5000ms - expected "equals 'Wrong'" but got: "Shop" (5220ms)`,
  ],
  [
    'an expectation that is repeated',
    'Expected element <h1> text to equal: "Q" - expected "equal" but got: "Shop" (5131ms)',
  ],
  ['a wait of the driver', 'TimeoutError: Wait timed out after 1000ms'],
  ['a section with a limit', "timeExecution: 's' took longer than 300 ms"],
  ['a download with a limit', "download of 'x.txt' did not finish in 500 ms"],
  ['Selenium in Java', 'org.openqa.selenium.TimeoutException: Expected condition failed: waiting for'],
  ['Selenium in Python', 'selenium.common.exceptions.NoSuchElementException: Message: no such element'],
  ['a number in the message of a condition', 'Failed [ok]: (#audio grows: 3 → 5) - expected "true"'],
  [
    'a condition that compares numbers',
    'Failed [ok]: (audio grows) - expected "true" source: ok(Number(after) > Number(before), "audio grows")',
  ],
  ['two numbers', 'Failed [equal]: (3 == 5) - expected "5" but got: "3" (54ms)'],
  ['an expectation of Vitest', 'expected 12 to be greater than or equal to 20'],
  ['a length', 'expected [ 1, 2 ] to have a length of 0 but got 2'],
  ['a measured time', 'Error: the search took 612 ms'],
  ['a limit in words', 'Error: 3 frames per second are below the limit'],
])('%s depends on load', (_, message) => {
  expect(dependsOnLoad(message)).toBe(true)
})

test.each([
  ['a type error', 'TypeError: client.nosuch is not a function'],
  ['a type error after a wait', "TypeError: Cannot read properties of null (reading 'x') (5042ms)"],
  ['a reference error', 'ReferenceError: rooms is not defined'],
  ['a syntax error', "SyntaxError: Unexpected token ')'"],
  ['two texts', `Failed [strictEqual]: (Expected values to be strictly equal: 'a' !== 'b') (56ms)`],
  ['a condition without numbers', 'Failed [ok]: (the basket has the mug) - expected "true" but got: "false"'],
  [
    'a condition on a text',
    'Failed [ok]: (no mug) - expected "true" source: ok(items.some((item) => item === "mug"), "no mug")',
  ],
  ['a thrown text', 'Error: the invoice is wrong'],
  ['a crash of the page', 'The page has crashed (script line 3)'],
  ['the end of the script', "The script's process ended early, with exit code 0"],
  ['a refused connection', 'unknown error: net::ERR_CONNECTION_REFUSED'],
  ['an expectation of texts', "expected 'VP9' to be 'VP8' // Object.is equality"],
  ['a selector', 'invalid selector: An invalid or illegal selector was specified'],
  ['an identifier with digits', 'Error: order A-17b has no invoice'],
])('%s does not depend on load', (_, message) => {
  expect(dependsOnLoad(message)).toBe(false)
})

test('the time that a command took never decides', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z ]{1,30}$/), fc.nat(100_000), (text, ms) => {
      expect(dependsOnLoad(`${text} (${ms}ms)`)).toBe(dependsOnLoad(text))
    }),
  )
})

test('a fault of the script never depends on load', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(100_000), (text, ms) => {
      expect(dependsOnLoad(`TypeError: ${text} timed out after ${ms} ms`)).toBe(false)
    }),
  )
})
