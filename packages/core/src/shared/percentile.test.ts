import fc from 'fast-check'
import { expect, test } from 'vitest'
import { percentile } from './percentile.js'

test.each([
  [[7], 0, 7],
  [[7], 99, 7],
  [[10, 20], 50, 15],
  [[10, 20, 30, 40], 0, 10],
  [[10, 20, 30, 40], 25, 17.5],
  [[10, 20, 30, 40], 50, 25],
  [[10, 20, 30, 40], 95, 38.5],
  [[10, 20, 30, 40], 100, 40],
  [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 90, 10],
])('the percentile of %j at %d is %d', (sorted, percent, expected) => {
  expect(percentile(sorted, percent)).toBeCloseTo(expected, 9)
})

test('the percentile of no values is NaN', () => {
  expect(percentile([], 50)).toBeNaN()
})

test('a percentile is between minimum and maximum and grows', () => {
  const values = fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 1, maxLength: 50 })
  const percent = fc.double({ min: 0, max: 100, noNaN: true })
  fc.assert(
    fc.property(values, percent, percent, (all, p, q) => {
      const sorted = all.toSorted((a, b) => a - b)
      const [low, high] = [percentile(sorted, Math.min(p, q)), percentile(sorted, Math.max(p, q))]
      expect(low).toBeGreaterThanOrEqual(Math.min(...all))
      expect(high).toBeLessThanOrEqual(Math.max(...all))
      expect(high).toBeGreaterThanOrEqual(low - 1e-9)
    }),
  )
})
