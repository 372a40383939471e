import type { ConnectionLog, StatsHistory, WebrtcLog } from './webrtc-log.js'

/** One object of `getStats()` at one moment. */
export interface StatsRow {
  readonly history: StatsHistory
  readonly index: number
}

/** What a reading is about. Names a stream's kind and direction where it is one. */
export type Flow = 'audio in' | 'audio out' | 'video in' | 'video out' | 'connection' | 'data'

/** A media stream, a transport or a data channel at one moment. Its counters are totals since its start. */
export interface Reading {
  readonly flow: Flow
  /** Unique among all streams, transports and channels of the participant. */
  readonly stream: string
  /** The same for the layers of simulcast that one sender sends. */
  readonly sender: string
  /** Milliseconds since the epoch. */
  readonly at: number
  /** Decreases only where the counters begin again. */
  readonly progress: number
  /** False when the stream is older than the log, so that its first values count from an unknown time. */
  readonly isFromStart: boolean
  readonly own: StatsRow
  /** What the receiver reports of a sent stream. */
  readonly remote: StatsRow | undefined
  /** The microphone or camera of a sent stream. */
  readonly source: StatsRow | undefined
  /** The selected pair of candidates of the transport, and the candidates. */
  readonly pair: StatsRow | undefined
  readonly candidates: readonly StatsRow[]
  readonly codecRow: StatsRow | undefined
}

/** `VP8` of `video/VP8`. */
export function codecOf({ codecRow }: Reading): string | undefined {
  const mimeType = textOf(codecRow, 'mimeType')
  return mimeType?.slice(mimeType.indexOf('/') + 1)
}

/** The value of a statistic; undefined where the browser did not report it. */
export function valueOf(row: StatsRow | undefined, name: string): unknown {
  // A dump has null in the place of a value that is missing between two others.
  return row?.history.columns.get(name)?.[row.index] ?? undefined
}

/** The value of a statistic that is a number. */
export function numberOf(row: StatsRow | undefined, name: string): number | undefined {
  const value = valueOf(row, name)
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

function textOf(row: StatsRow | undefined, name: string): string | undefined {
  const value = valueOf(row, name)
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}

/** All readings of a participant, each stream in the order of time. A media stream begins with its first packet. */
export function readingsOf({ connections }: WebrtcLog): Reading[] {
  return [...connections].flatMap(([id, connection]) => readingsOfConnection(id, connection))
}

/** A log that begins more than this after the connection does not have the start of its first streams. */
const maxLateMs = 5_000

function readingsOfConnection(connection: string, { stats, updates }: ConnectionLog): Reading[] {
  const rowsById = new Map([...stats].map(([id, history]) => [id, createRowLookup(history)]))
  const rowOf = (id: string | undefined, at: number) =>
    id === undefined ? undefined : rowsById.get(id)?.(at)
  const remoteIds = new Map<string, string>()
  let firstAt = Infinity
  for (const [id, { type, times, columns }] of stats) {
    firstAt = Math.min(firstAt, times[0] ?? Infinity)
    const localId = columns.get('localId')?.at(-1)
    if (type === 'remote-inbound-rtp' && typeof localId === 'string') remoteIds.set(localId, id)
  }
  const isLate = updates[0] !== undefined && firstAt - updates[0].atMs > maxLateMs
  return [...stats].flatMap(([id, history]): Reading[] => {
    const flow = flowOf(history)
    if (flow === undefined) return []
    const stream = `${connection} ${id}`
    const isSent = flow.endsWith('out')
    const isLayer = lastOf(history, 'rid') !== undefined || lastOf(history, 'encodingIndex') !== undefined
    const layers = isLayer ? (lastOf(history, 'mid') ?? lastOf(history, 'mediaSourceId')) : undefined
    const sender = isSent && layers !== undefined ? `${connection} ${layers}` : stream
    const isFromStart = !isLate || (history.times[0] ?? 0) > firstAt + 1_000
    const progressOf = progressReader(flow)
    return history.times.flatMap((at, index): Reading[] => {
      const own = { history, index }
      const progress = progressOf(own)
      // A media stream without packets has no values yet.
      if (progress === undefined) return []
      // Only connections and the score of received sound need the pair.
      const transport = flow === 'audio in' ? rowOf(textOf(own, 'transportId'), at) : own
      const pair =
        flow === 'connection' || flow === 'audio in'
          ? rowOf(textOf(transport, 'selectedCandidatePairId'), at)
          : undefined
      return [
        {
          flow,
          stream,
          sender,
          at,
          progress,
          isFromStart,
          own,
          remote: isSent ? rowOf(remoteIds.get(id), at) : undefined,
          source: isSent ? rowOf(textOf(own, 'mediaSourceId'), at) : undefined,
          pair,
          candidates:
            flow === 'connection'
              ? ['localCandidateId', 'remoteCandidateId'].flatMap(
                  (name) => rowOf(textOf(pair, name), at) ?? [],
                )
              : [],
          codecRow: rowOf(textOf(own, 'codecId'), at),
        },
      ]
    })
  })
}

function flowOf(history: StatsHistory): Flow | undefined {
  const { type } = history
  if (type === 'transport') return 'connection'
  if (type === 'data-channel') return 'data'
  const kind = lastOf(history, 'kind') ?? lastOf(history, 'mediaType')
  if (kind !== 'audio' && kind !== 'video') return undefined
  if (type === 'inbound-rtp') return `${kind} in`
  return type === 'outbound-rtp' ? `${kind} out` : undefined
}

/** The last value of a statistic that does not change. */
function lastOf({ columns }: StatsHistory, name: string): string | number | undefined {
  const value = columns.get(name)?.findLast((each) => each !== undefined && each !== null)
  return typeof value === 'string' || typeof value === 'number' ? value : undefined
}

/** Reads what decreases only where the counters of a stream begin again. Undefined before its first packet. */
function progressReader(flow: Flow): (own: StatsRow) => number | undefined {
  const sumOf = (one: string, other: string) => (own: StatsRow) =>
    (numberOf(own, one) ?? 0) + (numberOf(own, other) ?? 0)
  if (flow === 'connection') return sumOf('bytesSent', 'bytesReceived')
  if (flow === 'data') return sumOf('messagesSent', 'messagesReceived')
  const direction = flow.endsWith('in') ? 'Received' : 'Sent'
  const [packetsName, bytesName] = [`packets${direction}`, `bytes${direction}`]
  return (own) => {
    const packets = numberOf(own, packetsName)
    return packets === undefined || packets === 0 || numberOf(own, bytesName) === undefined
      ? undefined
      : packets
  }
}

/** Finds the last row at or before a moment. The moments of all calls rise, or one search begins again. */
function createRowLookup(history: StatsHistory): (at: number) => StatsRow | undefined {
  const { times } = history
  let index = -1
  return (at) => {
    if (index >= 0 && (times[index] ?? 0) > at) index = -1
    while (index + 1 < times.length && (times[index + 1] ?? 0) <= at) index += 1
    return index < 0 ? undefined : { history, index }
  }
}
