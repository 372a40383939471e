import type { Metric } from '@loadero-test/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aggregateSamples } from './aggregate.js'
import { mergeMetrics } from './merge.js'

const series = fc.array(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 20 }), {
  minLength: 1,
  maxLength: 8,
})

test('merged metrics equal the metrics of all samples, without percentiles', () => {
  fc.assert(
    fc.property(series, (all) => {
      const merged = mergeMetrics(all.map((samples): Metric => aggregateSamples(samples) ?? {}))
      const whole = aggregateSamples(all.flat())
      for (const field of ['data_count', 'minimum', 'maximum', 'average', 'total', 'stddev'] as const) {
        expect(merged[field]).toBeCloseTo(whole?.[field] ?? NaN, 6)
      }
      expect(merged).not.toHaveProperty('perc_50th')
    }),
  )
})

test('a single value is kept when all participants have it', () => {
  expect(mergeMetrics([{ value: 'VP8' }, { value: 'VP8' }])).toEqual({ value: 'VP8' })
  expect(mergeMetrics([{ value: 'VP8' }, { value: 'H264' }])).toEqual({})
})
