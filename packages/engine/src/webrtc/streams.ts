import type { ErrorReport, StatsSnapshot } from './snapshot.js'

/** What is kept of one RTP stream at one moment; counters are since its beginning, and unknown ones undefined. */
export interface StreamReading {
  /** Unique among all streams of the participant. */
  readonly stream: string
  readonly kind: 'audio' | 'video'
  readonly direction: 'in' | 'out'
  /** Unix milliseconds. */
  readonly at: number
  readonly codec: string | undefined
  readonly packets: number
  /** Of payload. */
  readonly bytes: number
  readonly lost: number | undefined
  readonly jitterSeconds: number | undefined
  /** When the other side last reported on what it received, which is where loss, jitter and round trip of `out` are from. */
  readonly reportedAt: number | undefined
  readonly roundTripSeconds: number | undefined
  readonly frames: number | undefined
  readonly width: number | undefined
  readonly height: number | undefined
  /** Seconds that all samples or frames together waited in the jitter buffer, and how many those were. */
  readonly bufferSeconds: number | undefined
  readonly buffered: number | undefined
  /** Square of the level, by seconds of sound. */
  readonly energy: number | undefined
  readonly soundSeconds: number | undefined
}

/** The streams of a snapshot that have carried something by then. */
export function readingsOf({ connection, reports }: StatsSnapshot): StreamReading[] {
  const byId = new Map(reports.map((report) => [report['id'], report]))
  const remotes = new Map(
    reports.filter(({ type }) => type === 'remote-inbound-rtp').map((report) => [report['localId'], report]),
  )
  return reports.flatMap((report) => {
    const { id, kind, type, timestamp } = report
    if (kind !== 'audio' && kind !== 'video') return []
    if (typeof id !== 'string' || typeof timestamp !== 'number') return []
    const codec = codecOf(byId.get(report['codecId']))
    const shared = { stream: `${connection} ${id}`, kind, at: timestamp, codec, ...pictures(report) } as const
    if (type === 'inbound-rtp') return received(report).map((own) => ({ ...shared, ...own }))
    if (type !== 'outbound-rtp') return []
    const source = byId.get(report['mediaSourceId'])
    return sent(report, remotes.get(id), source).map((own) => ({ ...shared, ...own }))
  })
}

type Own = Omit<StreamReading, 'stream' | 'kind' | 'at' | 'codec' | 'width' | 'height'>

function received(report: ErrorReport): Own[] {
  const [packets, bytes] = [number(report, 'packetsReceived'), number(report, 'bytesReceived')]
  if (!packets || bytes === undefined) return []
  return [
    {
      direction: 'in',
      packets,
      bytes,
      lost: number(report, 'packetsLost'),
      jitterSeconds: number(report, 'jitter'),
      reportedAt: undefined,
      roundTripSeconds: undefined,
      frames: number(report, 'framesDecoded'),
      bufferSeconds: number(report, 'jitterBufferDelay'),
      buffered: number(report, 'jitterBufferEmittedCount'),
      ...sound(report),
    },
  ]
}

function sent(report: ErrorReport, remote: ErrorReport = {}, source: ErrorReport = {}): Own[] {
  const [packets, bytes] = [number(report, 'packetsSent'), number(report, 'bytesSent')]
  if (!packets || bytes === undefined) return []
  return [
    {
      direction: 'out',
      packets,
      bytes,
      lost: number(remote, 'packetsLost'),
      jitterSeconds: number(remote, 'jitter'),
      reportedAt: number(remote, 'timestamp'),
      roundTripSeconds: number(remote, 'roundTripTime'),
      frames: number(report, 'framesEncoded'),
      bufferSeconds: undefined,
      buffered: undefined,
      ...sound(source),
    },
  ]
}

function pictures(report: ErrorReport) {
  return {
    width: number(report, 'frameWidth'),
    height: number(report, 'frameHeight'),
  }
}

function sound(report: ErrorReport) {
  return {
    energy: number(report, 'totalAudioEnergy'),
    soundSeconds: number(report, 'totalSamplesDuration'),
  }
}

/** `VP8` of `video/VP8`. */
function codecOf(report: ErrorReport = {}): string | undefined {
  const type = report['mimeType']
  return typeof type === 'string' ? type.slice(type.indexOf('/') + 1) : undefined
}

function number(report: ErrorReport, field: string): number | undefined {
  const value = report[field]
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}
