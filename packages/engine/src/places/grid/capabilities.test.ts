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
  ['nothing without nodes', [], 0],
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
