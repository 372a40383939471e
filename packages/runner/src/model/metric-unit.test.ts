import { expect, test } from 'vitest'
import { unitOf, withUnit } from './metric-unit.js'

test.each([
  ['webrtc/audio/rtt/95th', 'ms'],
  ['webrtc/audio/rtt/rstddev', 'unknown'],
  ['webrtc/video/fps/in/avg', 'frames/s'],
  ['webrtc/audio/packetsLost/in/percent', '%'],
  ['webrtc/audio/packetsLost/in/total', 'count'],
  ['webrtc/audio/connections/in', 'count'],
  ['machine/cpu/percent/avg', '%'],
  ['machine/cpu/used/avg', 'unknown'],
  ['webrtc/audio/bitrate/in/avg', 'unknown'],
  ['actions/timeExecution/log-in/level', 'ms'],
  ['new/metric', 'unknown'],
])('the unit of %s is %s', (path, unit) => {
  expect(unitOf(path)).toBe(unit)
})

test.each([
  ['412', 'webrtc/audio/rtt/avg', '412 ms'],
  ['-1.5', 'machine/cpu/percent/avg', '-1.5%'],
  ['37', 'webrtc/audio/connections/in', '37'],
  ['0.5', 'webrtc/audio/level/in/avg', '0.5'],
  ['412', 'new/metric', '412'],
  ['412', undefined, '412'],
  ['412 ms', 'webrtc/audio/rtt/avg', '412 ms'],
  ['no value from 4 of 4', 'webrtc/audio/rtt/avg', 'no value from 4 of 4'],
])('writes %j of %s with its unit: %j', (value, path, text) => {
  expect(withUnit(value, path)).toBe(text)
})
