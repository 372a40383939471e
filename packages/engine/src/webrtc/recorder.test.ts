import { measureWebrtc } from '@loadero-test/metrics'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createWebrtcRecorder } from './peer-connections.js'

test('what a page itself sends never yields invalid numbers', () => {
  const odd = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom('audio', 'inbound-rtp', 'outbound-rtp', 'video', 'transport', 7),
  )
  const names = [
    'id',
    'type',
    'kind',
    'timestamp',
    'packetsReceived',
    'bytesReceived',
    'packetsSent',
    'bytesSent',
  ]
  const report = fc.dictionary(fc.constantFrom(...names, 'packetsLost', 'jitter', 'trackIdentifier'), odd)
  const message = fc.record({
    document: fc.oneof(odd, fc.constant('d')),
    kind: fc.constantFrom('document', 'connection', 'stats', 'update', 'userMedia'),
    connection: fc.oneof(odd, fc.constant(1)),
    at: odd,
    call: fc.oneof(odd, fc.constant('getUserMedia')),
    type: fc.oneof(odd, fc.constantFrom('ontrack', 'onconnectionstatechange')),
    value: odd,
    reports: fc.oneof(odd, fc.array(report)),
  })
  const payload = fc.oneof(
    fc.string(),
    message.map((value) => JSON.stringify(value)),
  )
  fc.assert(
    fc.property(fc.array(payload), (payloads) => {
      const recorder = createWebrtcRecorder()
      for (const text of payloads) recorder.add(text)
      const { series, values } = measureWebrtc(recorder.log)
      const numbers = [
        ...[...series.values()].flatMap(({ points }) => points.map(({ value }) => value)),
        ...values.values(),
      ]
      expect(numbers.filter((value) => typeof value === 'number' && !Number.isFinite(value))).toEqual([])
    }),
  )
})
