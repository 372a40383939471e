import { expect, test } from 'vitest'
import { clockTime, formatMs, parseSeconds } from './duration.js'

test.each([
  ['90s', 90],
  ['5m', 300],
  ['1h', 3_600],
  ['1.5m', 90],
  ['1.1h', 3_960],
  [45, 45],
  ['0s', 0],
  ['0.5s', undefined],
  [1.5, undefined],
  [-1, undefined],
  [Number.NaN, undefined],
  ['5', undefined],
  ['5 m', undefined],
  ['soon', undefined],
  [undefined, undefined],
])('parses %s as %s seconds', (duration, seconds) => {
  expect(parseSeconds(duration)).toBe(seconds)
})

test.each([
  [0, '0 ms'],
  [840, '840 ms'],
  [12_340, '12.3 s'],
  [59_949, '59.9 s'],
  [59_999, '1 min 0 s'],
  [245_000, '4 min 5 s'],
  [3_725_000, '1 h 2 min'],
])('formats %i ms as %s', (ms, text) => {
  expect(formatMs(ms)).toBe(text)
})

test.each([
  [0, '0:00'],
  [7_900, '0:07'],
  [754_000, '12:34'],
  [3_723_000, '1:02:03'],
  [-5, '0:00'],
])('formats %d ms as clock time %s', (ms, text) => {
  expect(clockTime(ms)).toBe(text)
})
