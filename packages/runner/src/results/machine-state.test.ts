import { expect, test } from 'vitest'
import { findMachineState } from './machine-state.js'
import { findFirstFailure } from './script-error.js'

test.each([
  ['[engine] machine overloaded: over 90 % busy in 2 of 3 samples', 'overloaded'],
  ['[engine] machine sufficient: over 90 % busy in 0 of 3 samples', 'sufficient'],
  ['[engine] machine not measured: samples of its load are missing', 'not measured'],
])('the line %s is read', (line, state) => {
  const log = `2026-11-26T04:41:35.487Z → url("x") 3 ms\n${line}\n✖ gone (script line 3)\n`
  expect(findMachineState(log)).toEqual({ state, detail: line.split(': ')[1] })
})

test('the last line counts, and other logs have none', () => {
  const [forged, real] = ['overloaded: x', 'sufficient: y'].map((text) => `[engine] machine ${text}`)
  expect(findMachineState(`${forged}\n${real}\n`)?.state).toBe('sufficient')
  expect(findMachineState('the [engine] machine overloaded: quoted\n')).toBeUndefined()
  expect(findMachineState('')).toBeUndefined()
})

test('the first failure has all lines of its text', () => {
  const log = [
    '2026-11-26T04:36:44.038Z → url("x") 47 ms',
    '2026-11-26T04:36:44.041Z ✖ NightwatchAssertError: Failed [strictEqual]: (Expected values:',
    '',
    "'a' !== 'b'",
    ') - expected "b" but got: "a" (56ms)',
    '    source: ok(a > b)',
    '    at script:1',
    '2026-11-26T04:36:45.041Z ✖ Error: later',
    '✖ Failed [strictEqual]: (Expected values: (script line 1)',
  ].join('\n')
  expect(findFirstFailure(log)).toBe(
    `NightwatchAssertError: Failed [strictEqual]: (Expected values:  'a' !== 'b' ) - expected "b" but got: "a" (56ms) source: ok(a > b)`,
  )
  expect(findFirstFailure('✖ only the last line (script line 1)')).toBe('only the last line (script line 1)')
  expect(findFirstFailure('fine\n')).toBeUndefined()
})
