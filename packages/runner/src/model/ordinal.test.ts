import { expect, test } from 'vitest'
import { ordinal } from './ordinal.js'

test.each([
  [1, '1st'],
  [2, '2nd'],
  [3, '3rd'],
  [5, '5th'],
  [11, '11th'],
  [22, '22nd'],
  [95, '95th'],
  [99.9, '99.9th'],
])('formats %d as %s', (number, text) => {
  expect(ordinal(number)).toBe(text)
})
