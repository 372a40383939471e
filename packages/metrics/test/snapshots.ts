import { measureWebrtc } from '../src/measure.js'
import { addReports, connectionOf, createWebrtcLog, type StatsReport } from '../src/stats/webrtc-log.js'

/** The statistics of a peer connection at one moment. */
export interface StatsSnapshot {
  readonly connection: string
  readonly reports: readonly StatsReport[]
}

/** The log of snapshots. */
export function logOf(...snapshots: readonly StatsSnapshot[]) {
  const log = createWebrtcLog()
  for (const { connection, reports } of snapshots) addReports(connectionOf(log, connection), reports)
  return log
}

/** The values of all metrics of snapshots, by base path. */
export function measure(...snapshots: readonly StatsSnapshot[]) {
  const { series, values } = measureWebrtc(logOf(...snapshots))
  return Object.fromEntries([
    ...[...series].map(
      ([path, { points }]) => [path, { samples: points.map(({ value }) => value) }] as const,
    ),
    ...[...values].map(([path, value]) => [path, { value }] as const),
  ])
}

/** Unix milliseconds of a whole second. */
export const start = 1_700_000_000_000

/** A snapshot taken `seconds` after the start; reports without a timestamp get that time. */
export function snapshot(
  seconds: number,
  reports: readonly StatsReport[],
  connection = 'doc-1',
): StatsSnapshot {
  const at = start + seconds * 1_000
  return { connection, reports: reports.map((each) => ({ timestamp: at, ...each })) }
}

export const codecs: readonly StatsReport[] = [
  { type: 'codec', id: 'opus', mimeType: 'audio/opus' },
  { type: 'codec', id: 'vp8', mimeType: 'video/VP8' },
]

/** A report of a received video as Chrome makes it, with the values of `more`. */
export function videoIn(more: StatsReport = {}): StatsReport {
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

/** A report of a received sound with playback as Chrome makes it. */
export function audioIn(more: StatsReport = {}): StatsReport {
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

/** A report of a sent stream. */
export function sent(kind: 'audio' | 'video', more: StatsReport = {}): StatsReport {
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

/** The receiver's report of a sent stream. */
export function remoteReport(kind: 'audio' | 'video', more: StatsReport = {}): StatsReport {
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

/** The microphone of the sent sound. */
export function microphone(more: StatsReport = {}): StatsReport {
  return {
    type: 'media-source',
    id: 'Saudio',
    kind: 'audio',
    totalAudioEnergy: 0.01,
    totalSamplesDuration: 1,
    ...more,
  }
}
