/** One entry of `getStats()`, with unchecked values. */
export type StatsReport = Readonly<Record<string, unknown>>

/** The statistics of a peer connection at one moment. */
export interface StatsSnapshot {
  /** Unique among all connections of the participant. */
  readonly connection: string
  /** Unix milliseconds. */
  readonly at: number
  readonly state: string
  readonly reports: readonly StatsReport[]
}

/** One RTP stream at one moment. Counters are totals since its start; unknown values are undefined. */
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
  /** Time of the receiver's last report, from which loss, jitter and round trip of `out` are. */
  readonly reportedAt: number | undefined
  readonly roundTripSeconds: number | undefined
  readonly frames: number | undefined
  readonly width: number | undefined
  readonly height: number | undefined
  /** Seconds that all samples or frames together spent in the jitter buffer, and their number. */
  readonly bufferSeconds: number | undefined
  readonly buffered: number | undefined
  /** Square of the level, integrated over seconds of sound. */
  readonly energy: number | undefined
  readonly soundSeconds: number | undefined
}

/** Parses what `page/peer-connections.js` sends; undefined for anything else, which the page itself may send. */
export function parseSnapshot(payload: string): StatsSnapshot | undefined {
  const isObject = (value: unknown): value is StatsReport => typeof value === 'object' && value !== null
  let parsed: unknown
  try {
    parsed = JSON.parse(payload)
  } catch {
    return undefined
  }
  const { connection, at, state, reports } = isObject(parsed) ? parsed : {}
  if (typeof connection !== 'string' || typeof at !== 'number' || !Array.isArray(reports)) return undefined
  return { connection, at, state: String(state), reports: reports.filter(isObject) }
}

/** The streams of a snapshot that have carried at least one packet. */
export function readingsOf({ connection, reports }: StatsSnapshot): StreamReading[] {
  const byId = new Map(reports.map((report) => [report['id'], report]))
  const remoteReports = new Map(
    reports.filter(({ type }) => type === 'remote-inbound-rtp').map((report) => [report['localId'], report]),
  )
  return reports.flatMap((report) => {
    const { id, kind, type, timestamp } = report
    if (kind !== 'audio' && kind !== 'video') return []
    if (typeof id !== 'string' || typeof timestamp !== 'number') return []
    const values =
      type === 'inbound-rtp'
        ? readInbound(report)
        : type === 'outbound-rtp'
          ? readOutbound(report, remoteReports.get(id), byId.get(report['mediaSourceId']))
          : undefined
    if (!values) return []
    const mimeType = byId.get(report['codecId'])?.['mimeType']
    return [
      {
        ...values,
        stream: `${connection} ${id}`,
        kind,
        at: timestamp,
        // `VP8` of `video/VP8`.
        codec: typeof mimeType === 'string' ? mimeType.slice(mimeType.indexOf('/') + 1) : undefined,
        width: numberOf(report, 'frameWidth'),
        height: numberOf(report, 'frameHeight'),
      },
    ]
  })
}

function readInbound(report: StatsReport) {
  const [packets, bytes] = [numberOf(report, 'packetsReceived'), numberOf(report, 'bytesReceived')]
  if (!packets || bytes === undefined) return undefined
  return {
    direction: 'in' as const,
    packets,
    bytes,
    lost: numberOf(report, 'packetsLost'),
    jitterSeconds: numberOf(report, 'jitter'),
    reportedAt: undefined,
    roundTripSeconds: undefined,
    frames: numberOf(report, 'framesDecoded'),
    bufferSeconds: numberOf(report, 'jitterBufferDelay'),
    buffered: numberOf(report, 'jitterBufferEmittedCount'),
    energy: numberOf(report, 'totalAudioEnergy'),
    soundSeconds: numberOf(report, 'totalSamplesDuration'),
  }
}

function readOutbound(report: StatsReport, remoteReport: StatsReport = {}, mediaSource: StatsReport = {}) {
  const [packets, bytes] = [numberOf(report, 'packetsSent'), numberOf(report, 'bytesSent')]
  if (!packets || bytes === undefined) return undefined
  return {
    direction: 'out' as const,
    packets,
    bytes,
    lost: numberOf(remoteReport, 'packetsLost'),
    jitterSeconds: numberOf(remoteReport, 'jitter'),
    reportedAt: numberOf(remoteReport, 'timestamp'),
    roundTripSeconds: numberOf(remoteReport, 'roundTripTime'),
    frames: numberOf(report, 'framesEncoded'),
    bufferSeconds: undefined,
    buffered: undefined,
    energy: numberOf(mediaSource, 'totalAudioEnergy'),
    soundSeconds: numberOf(mediaSource, 'totalSamplesDuration'),
  }
}

function numberOf(report: StatsReport, field: string): number | undefined {
  const value = report[field]
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}
