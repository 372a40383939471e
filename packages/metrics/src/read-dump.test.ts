import { createReadStream, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  audioIn,
  codecs,
  logOf,
  microphone,
  remoteReport,
  sent,
  snapshot,
  start,
  videoIn,
} from '../test/snapshots.js'
import { aggregate } from './aggregate.js'
import { measureWebrtc } from './measure.js'
import { parseWebrtcDump, readWebrtcDump } from './read-dump.js'
import { connectionOf, type StatsReport, type WebrtcLog } from './stats/webrtc-log.js'
import { writeWebrtcDump } from './write-dump.js'

const chromeDump = new URL('../test/chrome-156-dump.json', import.meta.url)

async function* chunksOf(text: string, size = 65_536) {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  await Promise.resolve()
}

test('a dump that Chrome itself downloaded is read', async () => {
  const { series, values, events, startMs, endMs } = await readWebrtcDump(createReadStream(chromeDump))
  const average = (path: string) => aggregate(series.get(path)?.points ?? []).avg
  const total = (path: string) => aggregate(series.get(path)?.points ?? []).total
  expect(average('webrtc/video/fps/in')).toBeCloseTo(19.35, 1)
  expect(average('webrtc/audio/bitrate/out')).toBeCloseTo(24.7, 1)
  expect(total('quality/video/freezes')).toBe(1)
  expect(total('quality/video/frozenTime')).toBe(312)
  // Both connections are of one page.
  expect(total('quality/connection/iceRestarts')).toBe(2)
  expect(total('quality/media/getUserMediaFailures')).toBe(1)
  expect(average('quality/video/delay')).toBeCloseTo(34.7, 1)
  expect(values.get('quality/connection/candidateType')).toBe('host')
  expect(values.get('webrtc/video/codec/in')).toBe('VP8')
  expect(events).toContainEqual(expect.objectContaining({ kind: 'connectionstatechange', text: 'connected' }))
  expect(events).toContainEqual(
    expect.objectContaining({ kind: 'getUserMediaOnFailure', text: 'OverConstrainedError' }),
  )
  expect(endMs - startMs).toBeCloseTo(13_149, -1)
})

test('a dump of an older Chrome has no times of values', async () => {
  const at = (seconds: number) => new Date(start + seconds * 1_000).toISOString()
  const series = (statsType: string, values: readonly unknown[], from = 1) => ({
    startTime: at(from),
    endTime: at(from + values.length - 1),
    statsType,
    values: JSON.stringify(values),
  })
  const id = 'RTCInboundRTPVideoStream_1'
  const dump = {
    PeerConnections: {
      '1-1': {
        rtcConfiguration: { iceServers: [] },
        stats: {
          [`${id}-kind`]: series('inbound-rtp', ['video', 'video', 'video']),
          [`${id}-packetsReceived`]: series('inbound-rtp', [10, 20, 30]),
          [`${id}-bytesReceived`]: series('inbound-rtp', [1_000, 2_000, 4_000]),
          [`${id}-framesDecoded`]: series('inbound-rtp', [30, 60], 2),
        },
        updateLog: [{ time: at(0), type: 'connectionstatechange', value: 'connected' }],
      },
    },
  }
  const read = await readWebrtcDump(chunksOf(JSON.stringify(dump)))
  expect(read.series.get('webrtc/video/bitrate/in')?.points).toEqual([
    { atMs: start + 2_000, value: 8 },
    { atMs: start + 3_000, value: 16 },
  ])
  expect(read.series.get('webrtc/video/fps/in')?.points.at(-1)).toEqual({ atMs: start + 3_000, value: 30 })
  expect(read.events).toEqual([{ atMs: start, kind: 'connectionstatechange', text: 'connected' }])
})

test.each([
  '',
  'not found',
  '<html></html>',
  '[]',
  '{"PeerConnections":7}',
  '{"PeerConnections":{"1":{"stats":{"a-b":{}}}}}',
])('the text %j has no series', async (text) => {
  expect([...(await readWebrtcDump(chunksOf(text))).series]).toEqual([])
})

test('an incomplete dump has the series before its end', async () => {
  const text = readFileSync(chromeDump, 'utf8')
  const whole = await readWebrtcDump(chunksOf(text))
  const sizes: number[] = []
  for (let share = 1; share <= 10; share += 1) {
    const read = await readWebrtcDump(chunksOf(text.slice(0, (text.length * share) / 10)))
    sizes.push(read.series.size)
    for (const path of read.series.keys()) expect([...whole.series.keys()]).toContain(path)
  }
  expect(sizes.at(-1)).toBe(whole.series.size)
  expect(sizes[5]).toBeGreaterThan(0)
})

/** Readings of a call in which any statistic may be missing at any time. */
const logs: fc.Arbitrary<WebrtcLog> = fc
  .array(
    fc.record({
      ms: fc.integer({ min: 300, max: 2_000 }),
      step: fc.nat(500),
      drop: fc.array(
        fc.constantFrom(
          'framesDecoded',
          'frameWidth',
          'jitter',
          'packetsLost',
          'roundTripTime',
          'codecId',
          'kind',
        ),
        { maxLength: 3 },
      ),
      reportAge: fc.constantFrom(0, 100, 2_500),
    }),
    { minLength: 1, maxLength: 20 },
  )
  .map((steps) => {
    let [ms, count, reportedMs] = [0, 1, 0]
    const snapshots = steps.map(({ ms: passed, step, drop, reportAge }) => {
      ms += passed
      count += step
      reportedMs = Math.max(reportedMs, ms - reportAge)
      const withoutDropped = (report: StatsReport): StatsReport =>
        Object.fromEntries(Object.entries(report).filter(([name]) => !drop.some((each) => each === name)))
      const reports = [
        ...codecs,
        videoIn({
          packetsReceived: count,
          bytesReceived: 900 * count,
          framesDecoded: count,
          freezeCount: count >> 3,
        }),
        audioIn({ packetsReceived: count, bytesReceived: 60 * count, totalAudioEnergy: count / 7 }),
        sent('video', { packetsSent: count, bytesSent: 800 * count, mid: '1', rid: 'a' }),
        sent('audio', { packetsSent: count, bytesSent: 70 * count }),
        microphone({ totalAudioEnergy: count / 3, totalSamplesDuration: count }),
      ]
      const reported = remoteReport('video', {
        timestamp: start + reportedMs,
        packetsLost: count >> 4,
      })
      return snapshot(ms / 1_000, [...reports, reported].map(withoutDropped))
    })
    return logOf(...snapshots)
  })

test('the numbers of a live call and of its log are the same', async () => {
  await fc.assert(
    fc.asyncProperty(logs, fc.integer({ min: 50, max: 5_000 }), async (log, size) => {
      const read = await readWebrtcDump(chunksOf(writeWebrtcDump(log), size))
      expect(read).toEqual(measureWebrtc(log))
    }),
    { numRuns: 60 },
  )
})

test('events and calls of getUserMedia are kept in a log', async () => {
  const log = logOf(snapshot(2, [videoIn()]))
  log.userAgent = 'Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/156.0.8078.108'
  const url = 'https://app.test/call?x=1'
  log.userMedia.push(
    { atMs: start, request: '1-1-0', kind: 'getUserMedia', audio: '', video: '{"width":9}', url },
    {
      atMs: start + 70,
      request: '1-1-0',
      kind: 'getUserMedia',
      error: 'NotAllowedError',
      errorMessage: 'denied',
    },
  )
  const connection = connectionOf(log, 'doc-1')
  Object.assign(connection, { url, configuration: '{"iceServers":[]}' })
  connection.updates.push({ atMs: start + 5, type: 'ontrack', value: '{"id":"t"}' })
  const text = writeWebrtcDump(log)
  const parsed = await parseWebrtcDump(chunksOf(text))
  expect(parsed).toMatchObject({ userAgent: log.userAgent, userMedia: log.userMedia })
  expect(parsed.connections.get('doc-1')).toMatchObject({ url, updates: connection.updates })
  const { getUserMedia, PeerConnections, UserAgentData } = JSON.parse(text) as Record<string, never>
  expect({ getUserMedia, UserAgentData, PeerConnections }).toMatchObject({
    getUserMedia: [
      {
        origin: 'https://app.test',
        url,
        audio: '',
        request_id: 0,
        request_type: 'getUserMedia',
        timestamp: start,
      },
      { error: 'NotAllowedError', error_message: 'denied', request_id: 0 },
    ],
    PeerConnections: {
      'doc-1': {
        rtcConfiguration: '{"iceServers":[]}',
        url,
        stats: {
          'IV-framesDecoded': {
            startTime: new Date(start + 2_000).toISOString(),
            endTime: new Date(start + 2_000).toISOString(),
            statsType: 'inbound-rtp',
            values: '[20]',
          },
        },
        updateLog: [
          {
            time: new Date(start + 5).toISOString(),
            timestamp: start + 5,
            type: 'ontrack',
            value: '{"id":"t"}',
          },
        ],
      },
    },
    UserAgentData: { fullVersionList: [{ brand: 'Chromium', version: '156.0.8078.108' }] },
  })
})
