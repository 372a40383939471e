import { isMetricPath, metricBases } from '@loadero-test/core'
import { describe, expect, test } from 'vitest'
import {
  audioIn,
  codecs,
  measure,
  microphone,
  sent,
  snapshot,
  start,
  remoteReport,
  videoIn,
} from '../test/snapshots.js'

describe('the measurements of a call', () => {
  test('have exactly the WebRTC base paths', () => {
    const all = (factor: number) => [
      ...codecs,
      videoIn({ bytesReceived: 60_000 * factor }),
      audioIn({ totalSamplesDuration: factor, jitterBufferEmittedCount: 48_000 * factor }),
      ...(['audio', 'video'] as const).flatMap((kind) => [sent(kind), remoteReport(kind)]),
      microphone({ totalSamplesDuration: factor }),
    ]
    const video = (factor: number) => videoIn({ jitterBufferEmittedCount: 20 * factor })
    const everything = measure(
      snapshot(1, all(1)),
      snapshot(2, [...all(2).slice(0, 2), video(2), ...all(2).slice(3)]),
    )
    const measured = Object.fromEntries(
      Object.entries(everything).filter(([path]) => path.startsWith('webrtc/')),
    )
    const percents = [
      'audio/packetsLost/in',
      'audio/packetsLost/out',
      'video/packetsLost/in',
      'video/packetsLost/out',
    ]
    expect(Object.keys(measured).toSorted()).toEqual(
      [
        ...Object.keys(metricBases).filter((base) => base.startsWith('webrtc/')),
        ...percents.map((path) => `webrtc/${path}/percent`),
      ].toSorted(),
    )
    expect(Object.keys(measured).filter((path) => !(path in metricBases) && !isMetricPath(path))).toEqual([])
  })

  test('have the documented units', () => {
    const measured = measure(
      snapshot(1, [...codecs, audioIn(), videoIn()]),
      snapshot(3, [
        ...codecs,
        audioIn({
          bytesReceived: 9_000,
          packetsReceived: 150,
          totalAudioEnergy: 0.75,
          totalSamplesDuration: 3,
        }),
        videoIn({ framesDecoded: 60, jitterBufferDelay: 1.5, jitterBufferEmittedCount: 60, packetsLost: 2 }),
      ]),
    )
    expect(measured).toMatchObject({
      'webrtc/audio/bitrate/in': { samples: [24] },
      'webrtc/audio/bytes/in': { samples: [3_000, 6_000] },
      'webrtc/audio/packets/in': { samples: [50, 100] },
      'webrtc/audio/jitter/in': { samples: [4, 4] },
      'webrtc/audio/level/in': { samples: [0.5] },
      'webrtc/audio/codec/in': { value: 'opus' },
      'webrtc/video/fps/in': { samples: [20] },
      'webrtc/video/frameWidth/in': { samples: [640, 640] },
      'webrtc/video/jitterBuffer': { samples: [25] },
      'webrtc/video/packetsLost/in': { samples: [0, 2] },
      'webrtc/video/codec/in': { value: 'VP8' },
    })
  })

  test('add or average the values of streams', () => {
    const second = (seconds: number, factor: number) => [
      snapshot(seconds, [videoIn({ bytesReceived: 1_000 * factor, framesDecoded: 10 * factor })], 'one'),
      snapshot(seconds, [videoIn({ bytesReceived: 2_000 * factor, framesDecoded: 30 * factor })], 'two'),
    ]
    expect(measure(...second(1, 1), ...second(2, 2))).toMatchObject({
      'webrtc/video/bitrate/in': { samples: [24] },
      'webrtc/video/bytes/in': { samples: [3_000, 3_000] },
      'webrtc/video/fps/in': { samples: [20] },
      'webrtc/video/connections/in': { value: 2 },
    })
  })

  test('count the connections open at one time', () => {
    const measured = measure(snapshot(1, [audioIn()], 'one'), snapshot(2, [audioIn()], 'two'))
    expect(measured['webrtc/audio/connections/in']).toEqual({ value: 1 })
  })

  test('name all codecs of a stream', () => {
    const h264 = { type: 'codec', id: 'h264', mimeType: 'video/H264' }
    const measured = measure(
      snapshot(1, [...codecs, videoIn()]),
      snapshot(2, [h264, videoIn({ codecId: 'h264' })]),
    )
    expect(measured['webrtc/video/codec/in']).toEqual({ value: 'VP8, H264' })
  })
})

describe('a report of the receiver', () => {
  const audio = (seconds: number, packetsSent: number, lost: number, reportedAt: number) =>
    snapshot(seconds, [
      sent('audio', { packetsSent }),
      remoteReport('audio', { packetsLost: lost, timestamp: start + reportedAt * 1_000 }),
    ])

  test('counts once when read several times', () => {
    const measured = measure(audio(1, 50, 0, 0.9), audio(2, 100, 0, 0.9), audio(3, 150, 5, 2.9))
    expect(measured['webrtc/audio/rtt']).toEqual({ samples: [20, 20] })
    expect(measured['webrtc/audio/jitter/out']).toEqual({ samples: [3, 3] })
  })

  test('is related to the packets sent by then', () => {
    const measured = measure(
      audio(1, 50, 5, 1),
      audio(2, 100, 10, 2),
      audio(3, 150, 10, 2),
      audio(4, 200, 10, 2),
    )
    expect(measured['webrtc/audio/packetsLost/out/percent']).toEqual({ value: 10 })
    expect(measured['webrtc/audio/packetsLost/out']).toEqual({ samples: [5, 5, 0, 0] })
  })

  test('leaves values absent when it never came', () => {
    const paths = Object.keys(measure(snapshot(1, [sent('video')]), snapshot(2, [sent('video')])))
    expect(paths).toContain('webrtc/video/bytes/out')
    expect(paths.filter((path) => /rtt|packetsLost|jitter/.test(path))).toEqual([])
  })
})

describe('a value that was not measured', () => {
  test('is absent without a call', () => {
    expect(measure()).toEqual({})
  })

  test('is absent for a stream without packets', () => {
    expect(measure(snapshot(1, [audioIn({ packetsReceived: 0, bytesReceived: 0 })]))).toEqual({})
  })

  test("is the rate of a stream's first second", () => {
    const measured = measure(snapshot(1, [videoIn()]))
    expect(measured['webrtc/video/bytes/in']).toEqual({ samples: [60_000] })
    expect(Object.keys(measured)).not.toContain('webrtc/video/bitrate/in')
    expect(Object.keys(measured)).not.toContain('webrtc/video/fps/in')
  })

  test('is the level of sound without playback', () => {
    const silent = audioIn({ totalAudioEnergy: 0, totalSamplesDuration: 0 })
    expect(Object.keys(measure(snapshot(1, [silent]), snapshot(2, [silent])))).not.toContain(
      'webrtc/audio/level/in',
    )
  })
})
