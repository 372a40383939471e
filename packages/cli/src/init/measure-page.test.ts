import fc from 'fast-check'
import { expect, test } from 'vitest'
import { firstTestOf, gateAbove } from './measure-page.js'
import { formatNumber } from './templates.js'

test.each([
  [740, 1_000],
  [0, 100],
  [100, 150],
  [1_200, 2_000],
  [9_000, 15_000],
])('a page that took %i ms gets a gate at %i ms', (measured, gate) => {
  expect(gateAbove(measured)).toBe(gate)
})

test('a gate is above what was measured and below three times of it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 75, max: 1_000_000 }), (measured) => {
      expect(gateAbove(measured)).toBeGreaterThanOrEqual((measured * 4) / 3)
      expect(gateAbove(measured)).toBeLessThan(measured * 3)
    }),
  )
})

test('the limits follow from the measured times', () => {
  expect(firstTestOf('https://example.com/', [400, 740, 500])).toEqual({
    url: 'https://example.com/',
    maxOpenMs: 1_000,
    maxMeanOpenMs: 800,
    measured: {
      assert: 'p95 of open was 740 ms: gate at 1,000 ms',
      expectation: 'the mean of open was 547 ms: gate at 800 ms',
    },
  })
})

test('numbers in code have separators of thousands', () => {
  expect([900, 1_000, 1_500_000].map(formatNumber)).toEqual(['900', '1_000', '1_500_000'])
})
