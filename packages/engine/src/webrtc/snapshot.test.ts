import fc from 'fast-check'
import { expect, test } from 'vitest'
import { measurementsOfStreams } from './measure.js'
import { parseSnapshot } from './streams.js'
import { readingsOf } from './streams.js'

test('parses a snapshot of the page script', () => {
  const reports = [{ id: 'IA', type: 'inbound-rtp' }]
  const sent = { connection: 'doc-1', at: 5, state: 'new', reports }
  expect(parseSnapshot(JSON.stringify(sent))).toEqual(sent)
})

test('invalid input never yields invalid numbers', () => {
  const odd = fc.oneof(fc.jsonValue(), fc.constantFrom('audio', 'inbound-rtp', 'outbound-rtp', 'video', 7))
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
  const report = fc.dictionary(fc.constantFrom(...names, 'packetsLost', 'jitter'), odd)
  const payload = fc.record({
    connection: odd,
    at: odd,
    state: odd,
    reports: fc.oneof(odd, fc.array(report)),
  })
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        payload.map((value) => JSON.stringify(value)),
      ),
      (text) => {
        const snapshot = parseSnapshot(text)
        const measured = Object.values(measurementsOfStreams(snapshot ? readingsOf(snapshot) : []))
        for (const each of measured) {
          const values = 'samples' in each ? each.samples : [each.value]
          expect(values.filter((value) => typeof value === 'number' && !Number.isFinite(value))).toEqual([])
        }
      },
    ),
  )
})
