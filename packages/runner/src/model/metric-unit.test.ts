import { expect, test } from 'vitest'
import { unitOf } from './metric-unit.js'

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
])('%s is in %s', (path, unit) => {
  expect(unitOf(path)).toBe(unit)
})
