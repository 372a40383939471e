import { networks } from '@loadero-test/core'
import { expect, test } from 'vitest'
import { conditionsOf, unsupportedFeaturesOf } from './modes.js'

test.each(networks)('knows the network %s', (network) => {
  expect(() => conditionsOf(network, {})).not.toThrow()
})

test('reads custom conditions with and without units', () => {
  const config = { rate_down: '4mbps', rate_up: 500, latency_up: '0.1s', latency_down: 50, loss_up: '5%' }
  expect(conditionsOf('custom', config)).toEqual({
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
  ['no number', 'custom', { rate_up: 'fast' }],
])('refuses %s', (_, mode, config) => {
  expect(() => conditionsOf(mode, config)).toThrowErrorMatchingSnapshot()
})

test('says what a browser does not do', () => {
  expect(unsupportedFeaturesOf('satellite', conditionsOf('satellite', {}))).toEqual([])
  expect(unsupportedFeaturesOf('3g', conditionsOf('3g', {}))).toHaveLength(2)
})
