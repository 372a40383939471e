import { expect, expectTypeOf, test } from 'vitest'
import { isMetricPath, metricBases, type MetricPath, metricPaths } from './metrics.js'

test('the table holds the 399 fixed paths; the timed sections are the 400th', () => {
  expect(metricPaths).toHaveLength(399)
  expect(new Set(metricPaths).size).toBe(399)
  expect(Object.keys(metricBases)).toHaveLength(57)
})

test.each([
  ['webrtc/audio/rtt/avg', true],
  ['webrtc/video/codec/in', true],
  ['actions/timeExecution/log-in', true],
  ['actions/timeExecution/', false],
  ['webrtc/audio/rtt', false],
  ['webrtc/audio/rtt/min', false],
  ['machine/cpu/avg', false],
])('%s may be asserted on: %s', (path, known) => {
  expect(isMetricPath(path)).toBe(known)
})

test('the compiler knows the paths', () => {
  expectTypeOf<'webrtc/audio/rtt/avg'>().toExtend<MetricPath>()
  expectTypeOf<'actions/timeExecution/login'>().toExtend<MetricPath>()
  expectTypeOf<'webrtc/audio/rtt/typo'>().not.toExtend<MetricPath>()
  expectTypeOf<'webrtc/audio/rtt'>().not.toExtend<MetricPath>()
})
