import { expect, expectTypeOf, test } from 'vitest'
import { isMetricPath, metricBases, type MetricPath, metricPaths } from './metrics.js'

test('the table has 57 bases and 399 paths', () => {
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
])('%s is a metric path: %s', (path, known) => {
  expect(isMetricPath(path)).toBe(known)
})

test('an unknown metric path is a type error', () => {
  expectTypeOf<'webrtc/audio/rtt/avg'>().toExtend<MetricPath>()
  expectTypeOf<'actions/timeExecution/login'>().toExtend<MetricPath>()
  expectTypeOf<'webrtc/audio/rtt/typo'>().not.toExtend<MetricPath>()
  expectTypeOf<'webrtc/audio/rtt'>().not.toExtend<MetricPath>()
})
