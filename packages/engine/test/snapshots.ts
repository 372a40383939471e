import type { ErrorReport, StatsSnapshot } from '../src/webrtc/snapshot.js'

/** Unix milliseconds of a whole second. */
export const start = 1_700_000_000_000

/** What a connection says `seconds` after the start; reports without a time of their own are of that moment. */
export function snapshot(seconds: number, reports: readonly ErrorReport[], connection = 'doc-1'): StatsSnapshot {
  const at = start + seconds * 1_000
  return { connection, at, state: 'connected', reports: reports.map((each) => ({ timestamp: at, ...each })) }
}

export const codecs: readonly ErrorReport[] = [
  { type: 'codec', id: 'opus', mimeType: 'audio/opus' },
  { type: 'codec', id: 'vp8', mimeType: 'video/VP8' },
]

/** As Chrome reports a received picture, where `more` does not say otherwise. */
export function videoIn(more: ErrorReport = {}): ErrorReport {
  return {
    type: 'inbound-rtp',
    id: 'IV',
    kind: 'video',
    codecId: 'vp8',
    packetsReceived: 60,
    bytesReceived: 60_000,
    packetsLost: 0,
    jitter: 0.002,
    framesDecoded: 20,
    frameWidth: 640,
    frameHeight: 480,
    jitterBufferDelay: 0.5,
    jitterBufferEmittedCount: 20,
    ...more,
  }
}

/** As Chrome reports a received sound that is played. */
export function audioIn(more: ErrorReport = {}): ErrorReport {
  return {
    type: 'inbound-rtp',
    id: 'IA',
    kind: 'audio',
    codecId: 'opus',
    packetsReceived: 50,
    bytesReceived: 3_000,
    packetsLost: 0,
    jitter: 0.004,
    jitterBufferDelay: 1_440,
    jitterBufferEmittedCount: 48_000,
    totalAudioEnergy: 0.25,
    totalSamplesDuration: 1,
    ...more,
  }
}

/** A stream that is sent, without what the other side says of it; `more` names its kind. */
export function sent(kind: 'audio' | 'video', more: ErrorReport = {}): ErrorReport {
  return {
    type: 'outbound-rtp',
    id: `O${kind}`,
    kind,
    codecId: kind === 'audio' ? 'opus' : 'vp8',
    mediaSourceId: `S${kind}`,
    packetsSent: 50,
    bytesSent: 5_000,
    ...(kind === 'video' ? { framesEncoded: 20, frameWidth: 640, frameHeight: 480 } : {}),
    ...more,
  }
}

/** What the other side says of a stream that is sent. */
export function told(kind: 'audio' | 'video', more: ErrorReport = {}): ErrorReport {
  return {
    type: 'remote-inbound-rtp',
    id: `R${kind}`,
    kind,
    localId: `O${kind}`,
    packetsLost: 0,
    jitter: 0.003,
    roundTripTime: 0.02,
    ...more,
  }
}

/** The microphone of the sound that is sent. */
export function microphone(more: ErrorReport = {}): ErrorReport {
  return {
    type: 'media-source',
    id: 'Saudio',
    kind: 'audio',
    totalAudioEnergy: 0.01,
    totalSamplesDuration: 1,
    ...more,
  }
}
