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
  ['slots of Chrome alone', [{ slots: [slot('chrome'), slot('firefox'), slot('chrome')] }], 2],
  ['no more than a node plays at a time', [{ maxSessions: 1, slots: [slot('chrome'), slot('chrome')] }], 1],
  [
    'all nodes that are up',
    [{ slots: [slot('chrome')] }, { availability: 'DRAINING', slots: [slot('chrome')] }],
    1,
  ],
  ['nothing of a grid without nodes', [], 0],
])('the capacity counts %s', (_, nodes, capacity) => {
  expect(gridCapabilitiesOf({ ready: true, nodes }).capacity).toBe(capacity)
})

test('a plain driver says nothing of its capacity', () => {
  expect(gridCapabilitiesOf({ ready: true, build: {} })).toEqual({ capacity: undefined, downloads: false })
})

test('downloads are offered when every slot does, as a session may be given any', () => {
  expect(gridCapabilitiesOf({ nodes: [{ slots: [slot('chrome', downloads), slot('firefox')] }] }).downloads).toBe(true)
  expect(gridCapabilitiesOf({ nodes: [{ slots: [slot('chrome', downloads), slot('chrome')] }] }).downloads).toBe(false)
})
