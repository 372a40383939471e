/** The statistics and the events of all peer connections of a participant: what a dump of webrtc-internals holds. */
export interface WebrtcLog {
  userAgent: string
  /** In the order of time. */
  readonly userMedia: UserMediaEntry[]
  /** By an id that is unique among the connections of the participant. */
  readonly connections: Map<string, ConnectionLog>
}

export interface ConnectionLog {
  url: string
  /** JSON. */
  configuration: string
  /** In the order of time. */
  readonly updates: ConnectionUpdate[]
  /** By the id of the object in `getStats()`. */
  readonly stats: Map<string, StatsHistory>
}

/** A call of the page's code on a connection, or an event of the connection. */
export interface ConnectionUpdate {
  /** Milliseconds since the epoch. */
  readonly atMs: number
  /** As Chrome names it: `createOffer`, `onconnectionstatechange`. */
  readonly type: string
  /** A text, or JSON. */
  readonly value: string
}

/** A call of `getUserMedia` or `getDisplayMedia`, or its outcome. */
export interface UserMediaEntry {
  /** Milliseconds since the epoch. */
  readonly atMs: number
  /** The same for a call and its outcome. */
  readonly request: string
  readonly kind: 'getUserMedia' | 'getDisplayMedia'
  /** Of a call: JSON of the constraints, `''` for `true`; absent for a kind that was not requested. */
  readonly audio?: string
  readonly video?: string
  /** Absent for an outcome. */
  readonly url?: string
  /** Of a failure, such as `NotAllowedError`. */
  readonly error?: string
  readonly errorMessage?: string
  /** Of a success. */
  readonly streamId?: string
}

/** One object of `getStats()` over time. */
export interface StatsHistory {
  readonly type: string
  /** Milliseconds since the epoch, one for each reading. */
  readonly times: number[]
  /** Values by the name of the statistic; the index is that of `times`. An index without a value was not reported. */
  readonly columns: Map<string, unknown[]>
}

export function createWebrtcLog(): WebrtcLog {
  return { userAgent: '', userMedia: [], connections: new Map() }
}

/** The connection with the id, created at its first use. */
export function connectionOf({ connections }: WebrtcLog, id: string): ConnectionLog {
  const found = connections.get(id)
  if (found) return found
  const created: ConnectionLog = { url: '', configuration: '', updates: [], stats: new Map() }
  connections.set(id, created)
  return created
}

/** One entry of `getStats()`, with unchecked values. */
export type StatsReport = Readonly<Record<string, unknown>>

/**
 * Adds the statistics of a connection at one moment. Entries without an id, a type or a time are left out.
 * @param kept `used`: only the statistics that formulas read, for a log that has become too large
 */
export function addReports(
  { stats }: ConnectionLog,
  reports: readonly StatsReport[],
  kept: 'all' | 'used' = 'all',
): void {
  for (const report of reports) {
    const { id, type, timestamp } = report
    if (typeof id !== 'string' || typeof type !== 'string' || typeof timestamp !== 'number') continue
    let history = stats.get(id)
    if (!history) stats.set(id, (history = { type, times: [], columns: new Map() }))
    const index = history.times.push(timestamp) - 1
    for (const [name, value] of Object.entries(report)) {
      if (name === 'id' || name === 'type' || name === 'timestamp') continue
      if (kept === 'used' && !usedStats.has(name)) continue
      let column = history.columns.get(name)
      if (!column) history.columns.set(name, (column = []))
      while (column.length < index) column.push(undefined)
      column.push(value)
    }
  }
}

/** The statistics that formulas read. */
export const usedStats: ReadonlySet<string> = new Set(
  [
    'kind mediaType mid rid encodingIndex mediaSourceId transportId codecId localId trackIdentifier mimeType clockRate',
    'bytesReceived bytesSent packetsReceived packetsSent packetsLost jitter roundTripTime',
    'jitterBufferDelay jitterBufferEmittedCount totalAudioEnergy totalSamplesDuration',
    'framesDecoded framesEncoded frameWidth frameHeight framesDropped freezeCount totalFreezesDuration',
    'pliCount firCount nackCount totalDecodeTime totalEncodeTime qpSum totalInterFrameDelay',
    'qualityLimitationDurations qualityLimitationReason googTimingFrameInfo estimatedPlayoutTimestamp',
    'concealedSamples totalSamplesReceived insertedSamplesForDeceleration removedSamplesForAcceleration',
    'selectedCandidatePairId localCandidateId remoteCandidateId candidateType protocol relayProtocol',
    'currentRoundTripTime availableOutgoingBitrate iceLocalUsernameFragment messagesReceived messagesSent',
  ].flatMap((names) => names.split(' ')),
)
