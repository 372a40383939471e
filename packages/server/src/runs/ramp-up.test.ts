import { incrementStrategies } from '@loadero-test/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { computeStarts } from './ramp-up.js'

const window = { windowMs: 30_000, random: () => 0 }

test('linear spreads participants evenly over the window', () => {
  expect(computeStarts('linear', [0, 0, 1], window)).toEqual([0, 10_000, 20_000])
})

test('linear_group spreads group copies, with members that start together', () => {
  expect(computeStarts('linear_group', [0, 0, 1, 2, 2], window)).toEqual([0, 0, 10_000, 20_000, 20_000])
})

test('random draws a start per participant, random_group per group copy', () => {
  const draws = [0.9, 0.1, 0.5]
  const drawing = () => ({ windowMs: 10_000, random: () => draws.shift() ?? NaN })
  expect(computeStarts('random', [0, 0], drawing())).toEqual([9000, 1000])
  draws.unshift(0.2)
  expect(computeStarts('random_group', [0, 0, 1], drawing())).toEqual([2000, 2000, 5000])
})

test('all participants start within the window with every strategy', () => {
  const strategies = fc.constantFrom(...incrementStrategies)
  const draw = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
  fc.assert(
    fc.property(
      strategies,
      fc.array(fc.nat(5)),
      fc.nat(100_000),
      draw,
      (strategy, groups, windowMs, drawn) => {
        const starts = computeStarts(strategy, groups, { windowMs, random: () => drawn })
        expect(starts).toHaveLength(groups.length)
        for (const start of starts) expect(start >= 0 && start <= windowMs).toBe(true)
      },
    ),
  )
})
