import { expect, test } from 'vitest'
import { aTest } from '../../../test/examples.js'
import { metric } from '../../collect/dsl/metric.js'
import type { SessionTarget } from '../../model/session-settings.js'
import { refuseLocalMetrics } from './local-metrics.js'

const gated = aTest('shop > opens', { expects: [metric('page/vitals/lcp/max').percentile(95).atMost(2_500)] })
const ordinary = aTest('calls', { expects: [metric('quality/video/freezes/total').max().atMost(1)] })

function service(apiBase: string): SessionTarget {
  return { kind: 'service', projectId: 1, apiBase }
}

test('an expectation on pages is refused at Loadero', () => {
  expect(() =>
    refuseLocalMetrics([ordinary, gated], service('https://api.loadero.com/v2/')),
  ).toThrowErrorMatchingInlineSnapshot(`
    [UserError: 'shop > opens' has an expectation on page/vitals/lcp/max, which only local runs measure (specs/shop.loadero.ts:7)]
      Run the test with --local, or add the expectation for local runs alone, for example where LOADERO_ACCESS_TOKEN is not set.
  `)
})

test.each<[string, SessionTarget | undefined]>([
  ['a local run', { kind: 'local' }],
  ['a simulated run', { kind: 'simulated' }],
  ['a local Loadero', service('http://127.0.0.1:4567/v2/')],
  ['a local Loadero by its name', service('http://localhost/v2/')],
  ['a local Loadero with IPv6', service('http://[::1]:80/v2/')],
])('an expectation on pages is allowed in %s', (_, target) => {
  expect(() => refuseLocalMetrics([gated], target)).not.toThrow()
})

test.each(['https://localhost.example.com/v2/', 'https://127.0.0.1.example.com/v2/'])(
  '%s is no local Loadero',
  (apiBase) => {
    expect(() => refuseLocalMetrics([gated], service(apiBase))).toThrow('only local runs measure')
  },
)

test('other expectations are allowed at Loadero', () => {
  expect(() => refuseLocalMetrics([ordinary], service('https://api.loadero.com/v2/'))).not.toThrow()
})
