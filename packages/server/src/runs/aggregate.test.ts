import { aggregators } from '@loadero-test/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aggregateSamples } from './aggregate.js'

const samples = fc.array(
  fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((sample) => sample + 0),
  { minLength: 1, maxLength: 100 },
)

test('known samples have all thirteen aggregates', () => {
  expect(aggregateSamples([40, 10, 30, 20])).toEqual({
    data_count: 4,
    average: 25,
    minimum: 10,
    maximum: 40,
    total: 100,
    stddev: Math.sqrt(125),
    rstddev: Math.sqrt(125) / 25,
    perc_1st: expect.closeTo(10.3),
    perc_5th: expect.closeTo(11.5),
    perc_25th: 17.5,
    perc_50th: 25,
    perc_75th: 32.5,
    perc_95th: expect.closeTo(38.5),
    perc_99th: expect.closeTo(39.7),
  })
  expect(Object.keys(aggregators)).toHaveLength(13)
})

test('a series without samples has no metric', () => {
  expect(aggregateSamples([])).toBeUndefined()
})

test('a ratio to an average of 0 is left out', () => {
  expect(aggregateSamples([0, 0])).not.toHaveProperty('rstddev')
  expect(aggregateSamples([0, 0])).toMatchObject({ average: 0, stddev: 0 })
})

test('all aggregates of one sample equal it, except deviations', () => {
  fc.assert(
    fc.property(fc.double({ min: 1, max: 1e6, noNaN: true }), (only) => {
      const { data_count, stddev, rstddev, ...rest } = aggregateSamples([only]) ?? {}
      expect([data_count, stddev, rstddev]).toEqual([1, 0, 0])
      expect(new Set(Object.values(rest))).toEqual(new Set([only]))
    }),
  )
})

test('percentiles rise from the minimum to the maximum', () => {
  fc.assert(
    fc.property(samples, (some) => {
      const { minimum, perc_1st, perc_5th, perc_25th, perc_50th, perc_75th, perc_95th, perc_99th, maximum } =
        aggregateSamples(some)!
      const rising = [
        minimum,
        perc_1st,
        perc_5th,
        perc_25th,
        perc_50th,
        perc_75th,
        perc_95th,
        perc_99th,
        maximum,
      ]
      rising.slice(1).forEach((value, index) => expect(value).toBeGreaterThanOrEqual(rising[index]! - 1e-6))
      expect([minimum, maximum]).toEqual([Math.min(...some), Math.max(...some)])
    }),
  )
})

test('the order of samples only affects rounding', () => {
  fc.assert(
    fc.property(samples, (some) => {
      const [one, other] = [aggregateSamples(some)!, aggregateSamples(some.toReversed())!]
      expect(one.perc_75th).toBe(other.perc_75th)
      expect(one.average).toBeCloseTo(other.average ?? NaN, 3)
      expect(one.stddev).toBeCloseTo(other.stddev ?? NaN, 3)
    }),
  )
})
