import { describe, expect, test } from 'vitest'
import {
  audioIn,
  codecs,
  logOf,
  measure,
  remoteReport,
  sent,
  snapshot,
  type StatsSnapshot,
  start,
  videoIn,
} from '../test/snapshots.js'
import { measureWebrtc } from './measure.js'
import { connectionOf, type StatsReport, type UserMediaEntry } from './stats/webrtc-log.js'

/** Two seconds of a received video, with these statistics in the first and in the second. */
function video(first: StatsReport, second: StatsReport) {
  return [snapshot(1, [videoIn(first)]), snapshot(2, [videoIn(second)])]
}
function audio(first: StatsReport, second: StatsReport) {
  return [snapshot(1, [...codecs, audioIn(first)]), snapshot(2, [...codecs, audioIn(second)])]
}
function sentVideo(first: StatsReport, second: StatsReport) {
  return [snapshot(1, [sent('video', first)]), snapshot(2, [sent('video', second)])]
}
function connected(pair: StatsReport, candidate: StatsReport = {}, transport: StatsReport = {}) {
  return [
    {
      type: 'transport',
      id: 'T',
      selectedCandidatePairId: 'CP',
      bytesReceived: 10,
      bytesSent: 20,
      ...transport,
    },
    { type: 'candidate-pair', id: 'CP', localCandidateId: 'L', remoteCandidateId: 'R', ...pair },
    { type: 'local-candidate', id: 'L', candidateType: 'host', protocol: 'udp', ...candidate },
    { type: 'remote-candidate', id: 'R', candidateType: 'host', protocol: 'udp' },
  ]
}
function timing(capture: number, render: number) {
  return { googTimingFrameInfo: `1,${capture},0,0,0,0,0,0,0,0,0,0,${render},0,1` }
}

function layer(rid: string, more: StatsReport) {
  return sent('video', { id: `O${rid}`, rid, mid: '0', ...more })
}

const cases: readonly (readonly [
  title: string,
  path: string,
  snapshots: readonly StatsSnapshot[],
  samples: readonly number[],
])[] = [
  ['freezes', 'quality/video/freezes', video({ freezeCount: 1 }, { freezeCount: 3 }), [1, 2]],
  [
    'frozen time',
    'quality/video/frozenTime',
    video({ totalFreezesDuration: 0.5 }, { totalFreezesDuration: 2.5 }),
    [500, 2_000],
  ],
  [
    'the longest freeze',
    'quality/video/longestFreeze',
    video({ freezeCount: 0, totalFreezesDuration: 0 }, { freezeCount: 2, totalFreezesDuration: 3 }),
    [0, 1_500],
  ],
  [
    'dropped frames',
    'quality/video/droppedFrames',
    video({ framesDropped: 4 }, { framesDropped: 4 }),
    [4, 0],
  ],
  [
    'resolution changes',
    'quality/video/resolutionChanges/in',
    video({}, { frameWidth: 320, frameHeight: 240 }),
    [0, 1],
  ],
  ['key frame requests', 'quality/video/pli/in', video({ pliCount: 1 }, { pliCount: 3 }), [1, 2]],
  [
    'decode time',
    'quality/video/decodeTime',
    video({ totalDecodeTime: 1, framesDecoded: 10 }, { totalDecodeTime: 1.2, framesDecoded: 20 }),
    [20],
  ],
  [
    'QP',
    'quality/video/qp/in',
    video({ qpSum: 100, framesDecoded: 10 }, { qpSum: 400, framesDecoded: 20 }),
    [30],
  ],
  ['delay of timing frames', 'quality/video/delay', video(timing(-20, 900), timing(5_000, 5_180)), [180]],
  [
    'delay of a repeated timing frame',
    'quality/video/delay',
    video(timing(5_000, 5_180), timing(5_000, 5_180)),
    [180],
  ],
  [
    'limits by CPU',
    'quality/video/limitedByCpu',
    sentVideo(
      { qualityLimitationDurations: { cpu: 1, none: 0 } },
      { qualityLimitationDurations: { cpu: 1.25, none: 0.75 } },
    ),
    [25],
  ],
  [
    'limits without durations',
    'quality/video/limitedByBandwidth',
    sentVideo({ qualityLimitationReason: 'bandwidth' }, { qualityLimitationReason: 'none' }),
    [100, 0],
  ],
  [
    'concealed sound',
    'quality/audio/concealed',
    audio(
      { concealedSamples: 0, totalSamplesReceived: 0 },
      { concealedSamples: 4_800, totalSamplesReceived: 48_000 },
    ),
    [10],
  ],
  [
    'inserted sound',
    'quality/audio/inserted',
    audio(
      { insertedSamplesForDeceleration: 0, totalSamplesReceived: 0 },
      { insertedSamplesForDeceleration: 480, totalSamplesReceived: 48_000 },
    ),
    [1],
  ],
  ['silence', 'quality/audio/silence', audio({}, { totalAudioEnergy: 0.25, totalSamplesDuration: 2 }), [100]],
  [
    'the round trip of ICE',
    'quality/connection/rtt',
    [snapshot(1, connected({ currentRoundTripTime: 0.04 }))],
    [40],
  ],
  [
    'the available bitrate',
    'quality/connection/availableOutgoingBitrate',
    [snapshot(1, connected({ availableOutgoingBitrate: 300_000 }))],
    [300],
  ],
  ['a relay', 'quality/connection/relay', [snapshot(1, connected({}, { candidateType: 'relay' }))], [100]],
  ['no relay', 'quality/connection/relay', [snapshot(1, connected({}))], [0]],
  [
    'ICE restarts',
    'quality/connection/iceRestarts',
    ['a', 'a', 'b'].map((iceLocalUsernameFragment, index) =>
      snapshot(index + 1, connected({}, {}, { iceLocalUsernameFragment })),
    ),
    [0, 0, 1],
  ],
  [
    'data channels without media',
    'quality/data/messages/out',
    [1, 5].map((messagesSent, index) =>
      snapshot(index + 1, [{ type: 'data-channel', id: 'D', messagesSent }]),
    ),
    [1, 4],
  ],
  [
    'the frame rate of simulcast',
    'webrtc/video/fps/out',
    [1, 2].map((second) =>
      snapshot(second, [
        layer('q', { framesEncoded: 10 * second }),
        layer('f', { framesEncoded: 30 * second }),
      ]),
    ),
    [30],
  ],
  [
    'the frame width of simulcast',
    'webrtc/video/frameWidth/out',
    [snapshot(1, [layer('q', { frameWidth: 320 }), layer('f', { frameWidth: 1_280 })])],
    [1_280],
  ],
  [
    'the frame widths of two senders',
    'webrtc/video/frameWidth/out',
    [snapshot(1, [layer('q', { frameWidth: 320, mid: '1' }), layer('f', { frameWidth: 1_280 })])],
    [800],
  ],
  [
    'lost packets that arrive late',
    'webrtc/audio/packetsLost/in',
    [2, 5, 3].map((packetsLost, index) =>
      snapshot(index + 1, [audioIn({ packetsLost, packetsReceived: 50 + index })]),
    ),
    [2, 1, 0],
  ],
  [
    'packets that arrive twice',
    'webrtc/audio/packetsLost/in',
    audio({ packetsLost: -3 }, { packetsLost: -5 }),
    [0, 0],
  ],
]

test.each(cases)('measures %s', (_, path, snapshots, samples) => {
  const measured = measure(...snapshots)[path]
  expect(measured && 'samples' in measured ? measured.samples : undefined).toEqual(
    samples.map((value) => expect.closeTo(value, 6) as number),
  )
})

test.each([
  ['a freeze without its statistic', 'quality/video/freezes', video({}, {})],
  ['delay without timing frames', 'quality/video/delay', video({}, {})],
  ['delay of unknown clocks', 'quality/video/delay', video(timing(-20, 10), timing(-20, 30))],
  [
    'a rate without time',
    'quality/audio/concealed',
    [snapshot(1, [audioIn({ concealedSamples: 0, totalSamplesReceived: 0 })])],
  ],
  [
    'a score without a round trip',
    'quality/audio/eModelMos',
    audio(
      { concealedSamples: 0, totalSamplesReceived: 0 },
      { concealedSamples: 0, totalSamplesReceived: 48_000 },
    ),
  ],
  ['a relay without a pair', 'quality/connection/relay', [snapshot(1, [{ type: 'transport', id: 'T' }])]],
  ['disconnections without a connection', 'quality/connection/disconnections', [snapshot(1, [videoIn()])]],
  [
    'a rate of a counter that goes back',
    'quality/video/qp/in',
    video({ qpSum: 400, framesDecoded: 10 }, { qpSum: 100, framesDecoded: 20 }),
  ],
] as const)('leaves out %s', (_, path, snapshots) => {
  expect(Object.keys(measure(...snapshots))).not.toContain(path)
})

test('loss is never negative, also beside a stream that loses', () => {
  const measured = measure(
    snapshot(1, [audioIn({ packetsLost: -10, packetsReceived: 100 })], 'one'),
    snapshot(1, [audioIn({ packetsLost: 10, packetsReceived: 90 })], 'two'),
  )
  expect(measured['webrtc/audio/packetsLost/in/percent']).toEqual({ value: 5 })
  const reported = measure(snapshot(1, [sent('audio'), remoteReport('audio', { packetsLost: -4 })]))
  expect(reported['webrtc/audio/packetsLost/out/percent']).toEqual({ value: 0 })
})

test('names the candidate type and the protocol to the relay', () => {
  const relay = { candidateType: 'relay', protocol: 'udp', relayProtocol: 'tls' }
  expect(measure(snapshot(1, connected({}, relay)))).toMatchObject({
    'quality/connection/candidateType': { value: 'relay' },
    'quality/connection/protocol': { value: 'tls' },
  })
})

describe('the score of the E-model', () => {
  const score = (lossPercent: number, roundTripTime: number) => {
    const second = (seconds: number) =>
      snapshot(seconds, [
        audioIn({
          transportId: 'T',
          concealedSamples: 480 * lossPercent * seconds,
          totalSamplesReceived: 48_000 * seconds,
          jitterBufferDelay: 0.06 * 48_000 * seconds,
          jitterBufferEmittedCount: 48_000 * seconds,
        }),
        ...connected({ currentRoundTripTime: roundTripTime }),
      ])
    const measured = measure(second(1), second(2))['quality/audio/eModelMos']
    return measured && 'samples' in measured ? measured.samples[0] : undefined
  }

  test.each([
    // R = 93.2 − 0.024 × 80 = 91.28
    [0, 0, 4.37],
    // R = 91.28 − 95 × 5 / 30.1 = 75.5
    [5, 0, 3.85],
    // d = 480 ms: R = 93.2 − 11.52 − 33.3 = 48.38
    [0, 0.8, 2.49],
  ])('is known for %d percent of concealment and a round trip of %d s', (loss, roundTrip, mos) => {
    expect(score(loss, roundTrip)).toBeCloseTo(mos, 1)
  })
})

/** A log with one connection that has these updates, and a reading at each of these seconds. */
function logWith(
  updates: readonly (readonly [ms: number, type: string, value?: string])[],
  ...snapshots: readonly StatsSnapshot[]
) {
  const log = logOf(...snapshots)
  for (const [ms, type, value = ''] of updates)
    connectionOf(log, 'doc-1').updates.push({ atMs: start + ms, type, value })
  return log
}

function samplesOf(log: ReturnType<typeof logOf>, path: string) {
  return measureWebrtc(log)
    .series.get(path)
    ?.points.map(({ value }) => value)
}

test.each([
  ['Chrome 142', 'on', (state: string) => `"${state}"`],
  ['older versions', '', (state: string) => state],
])('measures the states of a connection in dumps of %s', (_, on, quoted) => {
  const state = (name: string) => quoted(name)
  const log = logWith([
    [100, 'setLocalDescription'],
    [300, `${on}iceconnectionstatechange`, state('checking')],
    [320, `${on}iceconnectionstatechange`, state('connected')],
    [400, `${on}connectionstatechange`, state('connected')],
    [5_000, `${on}connectionstatechange`, state('disconnected')],
    [6_000, `${on}connectionstatechange`, state('failed')],
    [7_500, `${on}connectionstatechange`, state('connected')],
    [8_000, `${on}connectionstatechange`, state('disconnected')],
    [9_000, 'close'],
  ])
  const of = (name: string) => samplesOf(log, `quality/connection/${name}`)
  expect(of('timeToConnected')).toEqual([300])
  expect(of('iceTime')).toEqual([20])
  expect(of('disconnections')).toEqual([0, 1, 1])
  expect(of('disconnectedTime')).toEqual([0, 2_500, 1_000])
})

test('a connection that stays disconnected is so until the end', () => {
  const states = ['connected', 'disconnected'].map(
    (state, index) => [index * 1_000, 'onconnectionstatechange', state] as const,
  )
  const log = logWith([...states, [4_000, 'onicecandidate']])
  expect(samplesOf(log, 'quality/connection/disconnectedTime')).toEqual([0, 3_000])
})

test('measures calls of getUserMedia, and counts failures', () => {
  const log = logOf()
  const entry = (ms: number, request: string, more: Partial<UserMediaEntry>) =>
    log.userMedia.push({ atMs: start + ms, request, kind: 'getUserMedia', ...more })
  entry(0, 'a', { url: 'https://app.test', audio: '' })
  entry(10, 'b', { url: 'https://app.test', video: '' })
  entry(250, 'a', { streamId: 's' })
  entry(300, 'b', { error: 'NotAllowedError', errorMessage: 'Permission denied' })
  expect(samplesOf(log, 'quality/media/getUserMediaTime')).toEqual([250])
  expect(samplesOf(log, 'quality/media/getUserMediaFailures')).toEqual([0, 1])
  expect(measureWebrtc(log).events.at(-1)).toEqual({
    atMs: start + 300,
    kind: 'getUserMediaOnFailure',
    text: 'NotAllowedError: Permission denied',
  })
})

function track(id: string, stream: string) {
  return JSON.stringify({ id, streams: [stream] })
}

test('estimates the times to the first frame and sound', () => {
  const log = logWith(
    [
      [200, 'ontrack', track('v', 's')],
      [300, 'ontrack', track('a', 's')],
    ],
    snapshot(1, [
      // 11 frames, 50 ms apart: the first was 525 ms ago.
      videoIn({ trackIdentifier: 'v', framesDecoded: 11, totalInterFrameDelay: 0.5 }),
      audioIn({ trackIdentifier: 'a', jitterBufferEmittedCount: 24_000, totalAudioEnergy: 0.1 }),
    ]),
  )
  expect(samplesOf(log, 'quality/video/timeToFirstFrame')).toEqual([275])
  expect(samplesOf(log, 'quality/audio/timeToFirstSound')).toEqual([200])
})

test('a stream that is older than the log has no start', () => {
  const log = logWith(
    [[-60_000, 'ontrack', track('v', 's')]],
    snapshot(1, [videoIn({ trackIdentifier: 'v', packetsLost: 70 })]),
    snapshot(2, [videoIn({ trackIdentifier: 'v', packetsLost: 71, bytesReceived: 61_000 })]),
  )
  expect(samplesOf(log, 'quality/video/timeToFirstFrame')).toBeUndefined()
  expect(samplesOf(log, 'webrtc/video/packetsLost/in')).toEqual([1])
  expect(samplesOf(log, 'webrtc/video/bytes/in')).toEqual([1_000])
})

test('measures the largest distance of sound and picture', () => {
  const at = 4_004_664_000_000
  const streams = (name: string, distance: number) => [
    audioIn({ id: `IA${name}`, trackIdentifier: `a${name}`, estimatedPlayoutTimestamp: at }),
    videoIn({ id: `IV${name}`, trackIdentifier: `v${name}`, estimatedPlayoutTimestamp: at - distance }),
  ]
  const log = logWith(
    ['one', 'two'].flatMap((name) => [
      [0, 'ontrack', track(`a${name}`, name)] as const,
      [0, 'ontrack', track(`v${name}`, name)] as const,
    ]),
    snapshot(1, [...streams('one', 40), ...streams('two', -90)]),
  )
  expect(samplesOf(log, 'quality/video/avSync')).toEqual([90])
})
