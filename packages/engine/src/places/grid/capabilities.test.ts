import { expect, test } from 'vitest'
import { gridCapabilitiesOf } from './capabilities.js'

function slot(browserName: string, more: object = {}) {
  return {
    session: null,
    stereotype: { browserName, ...more },
  }
}
const downloads = { 'se:downloadsEnabled': true }

test.each([
  ['Chrome slots only', [{ slots: [slot('chrome'), slot('firefox'), slot('chrome')] }], 2],
  ['at most the sessions of a node', [{ maxSessions: 1, slots: [slot('chrome'), slot('chrome')] }], 1],
  [
    'only nodes that are up',
    [{ slots: [slot('chrome')] }, { availability: 'DRAINING', slots: [slot('chrome')] }],
    1,
  ],
  ['an unknown number without nodes', [], undefined],
  ['nothing without Chrome', [{ slots: [slot('firefox')] }], 0],
])('the capacity counts %s', (_, nodes, capacity) => {
  expect(gridCapabilitiesOf({ ready: true, nodes }).capacity).toBe(capacity)
})

test('a plain driver has no known capacity', () => {
  expect(gridCapabilitiesOf({ ready: true, build: {} })).toEqual({ capacity: undefined, downloads: false })
})

test('downloads need managed downloads on every slot', () => {
  expect(
    gridCapabilitiesOf({ nodes: [{ slots: [slot('chrome', downloads), slot('firefox')] }] }).downloads,
  ).toBe(true)
  expect(
    gridCapabilitiesOf({ nodes: [{ slots: [slot('chrome', downloads), slot('chrome')] }] }).downloads,
  ).toBe(false)
})

test.each([
  [{ browserVersion: '156' }, 2],
  [{ browserVersion: '156.0', platformName: 'Linux' }, 1],
  [{ platformName: 'windows' }, 1],
  [{ browserVersion: '15' }, 1],
  [{ browserVersion: '' }, 3],
  [{}, 3],
])('counts the slots that can have %j', (wanted, capacity) => {
  const slots = [
    slot('chrome', { browserVersion: '156.0.1', platformName: 'linux' }),
    slot('chrome', { browserVersion: '155.0.1', platformName: 'linux' }),
    slot('chrome', { platformName: 'Windows' }),
  ]
  expect(gridCapabilitiesOf({ nodes: [{ slots }] }, wanted).capacity).toBe(capacity)
})
