import { networks } from '@loadero-test/core'
import { expect, test } from 'vitest'
import { networkConditionsOf, unsupportedConditionsOf } from './modes.js'

test.each(networks)('has conditions for the network %s', (network) => {
  expect(() => networkConditionsOf(network, {})).not.toThrow()
})

test('reads custom conditions with and without units', () => {
  const config = { rate_down: '4mbps', rate_up: 500, latency_up: '0.1s', latency_down: 50, loss_up: '5%' }
  expect(networkConditionsOf('custom', config)).toEqual({
    rateInKbps: 4_000,
    rateOutKbps: 500,
    latencyMs: 75,
    loss: 2.5,
  })
})

test.each([
  ['an unknown mode', '5g', {}],
  ['the name of an inherited property', 'toString', {}],
  ['an unknown key', 'custom', { latency: 5 }],
  ['an unknown unit', 'custom', { latency_up: '5 parsecs' }],
  ['a value without a number', 'custom', { rate_up: 'fast' }],
])('rejects %s', (_, mode, config) => {
  expect(() => networkConditionsOf(mode, config)).toThrowErrorMatchingSnapshot()
})

test('lists the conditions a browser cannot emulate', () => {
  expect(unsupportedConditionsOf('satellite', networkConditionsOf('satellite', {}))).toEqual([])
  expect(unsupportedConditionsOf('3g', networkConditionsOf('3g', {}))).toHaveLength(2)
})
