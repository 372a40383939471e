import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Check } from '../../model/result.js'
import type { ComparedSide } from '../../verdict/compare/compared-side.js'
import { compareSides } from '../../verdict/compare/compare-sides.js'
import { trendChart } from './charts/trend.js'
import { comparisonSection } from './comparison-section.js'

function sideWith(name: string, values: readonly number[], testName = 'call <b>&'): ComparedSide {
  return {
    name,
    simulated: false,
    tests: [
      {
        name: testName,
        verdict: 'passed',
        participants: values.map((value) => ({
          status: 'passed',
          traits: {},
          values: { 'webrtc/audio/rtt/avg': value },
        })),
        gates: [{ path: 'webrtc/audio/rtt/avg', operator: 'lt', limit: '200' }],
      },
    ],
  }
}

const slow = Array.from({ length: 20 }, (_, index) => 150 + index)
const fast = Array.from({ length: 20 }, (_, index) => 100 + index)

test('a comparison has a row for each metric, with its outcome', () => {
  const comparison = compareSides(sideWith('session <1>', fast), sideWith('now', slow))
  const { html = '' } = comparisonSection({ comparison }) ?? {}
  expect(html).toContain('Compared with session &lt;1&gt;')
  expect(html).toContain('call &lt;b&gt;&amp;')
  expect(html).toMatch(
    /mark failed">worse<.*webrtc\/audio\/rtt\/avg.*109\.5 ms of 20.*159\.5 ms of 20.*\+45\.66%/,
  )
  expect(html).toMatch(/mark skipped">same<.*success rate.*100% of 20/)
})

test('two sides without a test in common say so', () => {
  const other = sideWith('now', slow, 'another')
  const comparison = compareSides(sideWith('before', fast), {
    ...other,
    tests: [...other.tests, ...sideWith('', fast, 'a third').tests],
  })
  const { html = '' } = comparisonSection({ comparison }) ?? {}
  expect(html).toContain('no test in common')
  expect(html).toContain('Only before: call &lt;b&gt;&amp;')
})

test('a report without a comparison has no section', () => {
  expect(comparisonSection({})).toBeUndefined()
})

function checkWith(trend: readonly number[], value?: number): Check {
  return {
    kind: 'expectation',
    name: 'n',
    outcome: 'failed',
    participants: { total: 1, passed: 0 },
    measure: { operator: 'lt', limit: 1, unit: 'ms', ...(value !== undefined && { value }) },
    trend: trend.map((one, index) => ({
      sessionId: String(index),
      startedMs: index,
      value: one,
      outcome: 'passed',
    })),
  }
}

test('a trend ends with the value of now', () => {
  expect(trendChart(checkWith([100, 120], 110))?.html).toMatchInlineSnapshot(
    `"<svg class="trend" role="img" aria-label="2 earlier: 100, 120, 110" width="96" height="20" viewBox="0 0 96 20"><title>2 earlier: 100, 120, 110</title><polyline class="line" points="3,17 48,3 93,10"/><path class="failure" d="M93 10h0"/></svg>"`,
  )
  expect(trendChart(checkWith([], 110))).toBeUndefined()
  expect(trendChart(checkWith([100]))).toBeUndefined()
})

test('the points of a trend are inside of its picture', () => {
  const values = fc.array(fc.double({ noNaN: true, min: -1e12, max: 1e12 }), { minLength: 1, maxLength: 10 })
  fc.assert(
    fc.property(values, fc.double({ noNaN: true, min: -1e12, max: 1e12 }), (trend, now) => {
      const html = trendChart(checkWith(trend, now))?.html ?? ''
      const points = /points="([^"]+)"/.exec(html)?.[1]?.split(' ') ?? []
      expect(points).toHaveLength(trend.length + 1)
      for (const point of points) {
        const [x = NaN, y = NaN] = point.split(',').map(Number)
        expect(x >= 0 && x <= 96 && y >= 0 && y <= 20).toBe(true)
      }
    }),
  )
})
