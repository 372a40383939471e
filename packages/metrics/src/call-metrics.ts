import { groupBy, type StatsInterval } from './stats/intervals.js'
import { numberOf, valueOf } from './stats/readings.js'
import type { SeriesPoint, TimedEvent } from './series.js'
import type { ConnectionLog, WebrtcLog } from './stats/webrtc-log.js'

type Points = Map<string, SeriesPoint[]>

function add(points: Points, path: string, atMs: number, value: number): void {
  const list = points.get(path)
  if (list) list.push({ atMs, value })
  else points.set(path, [{ atMs, value }])
}

/** `connectionstatechange` of `onconnectionstatechange`. Versions of Chrome before 142 write it so. */
function kindOfUpdate(type: string): string {
  return /^on[a-z]/.test(type) ? type.slice(2) : type
}

/** `connected` of `"connected"`. Versions of Chrome before 142 write no quotes. */
function plainText(value: string): string {
  return /^"[^"\\]*"$/.test(value) ? value.slice(1, -1) : value
}

/** Events of the page and its connections, in the order of time. */
export function eventsOf({ connections, userMedia }: WebrtcLog): TimedEvent[] {
  const updates = [...connections.values()].flatMap((connection) => connection.updates)
  return [
    ...updates.map(({ atMs, type, value }) => ({ atMs, kind: kindOfUpdate(type), text: plainText(value) })),
    ...userMedia.map(({ atMs, kind, url, error, errorMessage, audio, video, streamId }) => {
      if (error !== undefined)
        return { atMs, kind: `${kind}OnFailure`, text: [error, errorMessage].filter(Boolean).join(': ') }
      if (url === undefined) return { atMs, kind: `${kind}OnSuccess`, text: streamId ?? '' }
      const kinds = [audio === undefined ? [] : 'audio', video === undefined ? [] : 'video'].flat()
      return { atMs, kind, text: kinds.join(', ') }
    }),
  ].toSorted((a, b) => a.atMs - b.atMs)
}

/** The metrics of calls of getUserMedia. */
export function measureUserMedia({ userMedia }: WebrtcLog, points: Points): void {
  for (const entries of groupBy(userMedia, ({ request }) => request)) {
    const call = entries.find(({ url }) => url !== undefined)
    const outcome = entries.find(({ url }) => url === undefined)
    if (!outcome) continue
    const hasFailed = outcome.error !== undefined
    add(points, 'quality/media/getUserMediaFailures', outcome.atMs, hasFailed ? 1 : 0)
    if (call && !hasFailed) {
      add(points, 'quality/media/getUserMediaTime', outcome.atMs, outcome.atMs - call.atMs)
    }
  }
}

/** The metrics of the states of a connection; a connection that is still disconnected is so until `endMs`. */
export function measureStates({ updates }: ConnectionLog, endMs: number, points: Points): void {
  let descriptionMs: number | undefined
  let checkingMs: number | undefined
  let isIceConnected = false
  let wasConnected = false
  let disconnectedMs: number | undefined
  const endDisconnection = (atMs: number) => {
    if (disconnectedMs === undefined) return
    add(points, 'quality/connection/disconnectedTime', atMs, atMs - disconnectedMs)
    disconnectedMs = undefined
  }
  for (const { atMs, type, value } of updates) {
    const [kind, state] = [kindOfUpdate(type), plainText(value)]
    if (kind === 'setLocalDescription' || kind === 'setRemoteDescription') descriptionMs ??= atMs
    if (kind === 'iceconnectionstatechange') {
      if (state === 'checking') checkingMs ??= atMs
      if ((state === 'connected' || state === 'completed') && checkingMs !== undefined && !isIceConnected) {
        isIceConnected = true
        add(points, 'quality/connection/iceTime', atMs, atMs - checkingMs)
      }
    }
    if (kind === 'close') endDisconnection(atMs)
    if (kind !== 'connectionstatechange') continue
    if (state === 'connected') {
      endDisconnection(atMs)
      if (!wasConnected) {
        wasConnected = true
        if (descriptionMs !== undefined)
          add(points, 'quality/connection/timeToConnected', atMs, atMs - descriptionMs)
        // Connected and never disconnected is 0, not absent.
        add(points, 'quality/connection/disconnections', atMs, 0)
        add(points, 'quality/connection/disconnectedTime', atMs, 0)
      }
    } else if (state === 'closed') endDisconnection(atMs)
    else if (
      (state === 'disconnected' || state === 'failed') &&
      wasConnected &&
      disconnectedMs === undefined
    ) {
      disconnectedMs = atMs
      add(points, 'quality/connection/disconnections', atMs, 1)
    }
  }
  endDisconnection(endMs)
}

/** When the page got each track, and its streams, by the track's id. */
export function tracksOf({ updates }: ConnectionLog) {
  const tracks = new Map<string, { readonly atMs: number; readonly streams: readonly unknown[] }>()
  for (const { atMs, type, value } of updates) {
    if (kindOfUpdate(type) !== 'track') continue
    try {
      const { id, streams } = JSON.parse(value) as { id?: unknown; streams?: unknown }
      if (typeof id === 'string' && !tracks.has(id))
        tracks.set(id, { atMs, streams: Array.isArray(streams) ? streams : [] })
    } catch {
      // Another version of Chrome.
    }
  }
  return tracks
}

type Tracks = ReturnType<typeof tracksOf>

/** The time to the first frame or sound of a received stream. */
export function measureStart(intervals: readonly StatsInterval[], tracks: Tracks, points: Points): void {
  const [begin] = intervals
  const track = tracks.get(String(valueOf(begin?.current.own, 'trackIdentifier')))
  if (!begin?.isFromStart || !track) return
  const isVideo = begin.current.flow === 'video in'
  const [count, path] = isVideo
    ? (['framesDecoded', 'quality/video/timeToFirstFrame'] as const)
    : (['jitterBufferEmittedCount', 'quality/audio/timeToFirstSound'] as const)
  const hasBegun = ({ current: { own } }: StatsInterval) =>
    (numberOf(own, count) ?? 0) > 0 && (isVideo || (numberOf(own, 'totalAudioEnergy') ?? 0) > 0)
  const first = intervals.find(hasBegun)
  if (!first) return
  const { current, previous } = first
  const units = numberOf(current.own, count) ?? 0
  const hadUnits = (numberOf(previous?.own, count) ?? 0) > 0
  const clockRate = numberOf(current.codecRow, 'clockRate') ?? 48_000
  const seconds = isVideo
    ? ((numberOf(current.own, 'totalInterFrameDelay') ?? 0) * (units - 0.5)) / Math.max(1, units - 1)
    : units / clockRate
  const estimate = hadUnits && previous ? previous.at : current.at - seconds * 1_000
  const atMs = Math.max(track.atMs, previous?.at ?? 0, estimate)
  add(points, path, atMs, atMs - track.atMs)
}

/** The distance between the playout of sound and picture of one sender; the largest one of several senders. */
export function measureSync(
  streams: readonly (readonly StatsInterval[])[],
  tracks: Tracks,
  points: Points,
): void {
  const audio = streams.filter(([first]) => first?.current.flow === 'audio in')
  const video = streams.filter(([first]) => first?.current.flow === 'video in')
  const streamsOf = ([first]: readonly StatsInterval[]) =>
    tracks.get(String(valueOf(first?.current.own, 'trackIdentifier')))?.streams ?? []
  const isOnePair = audio.length === 1 && video.length === 1
  const playout = ({ current }: StatsInterval) => numberOf(current.own, 'estimatedPlayoutTimestamp')
  const distances = new Map<number, number>()
  for (const picture of video) {
    const sound = isOnePair
      ? audio[0]
      : audio.find((candidate) => streamsOf(candidate).some((id) => streamsOf(picture).includes(id)))
    const bySecond = new Map(sound?.map((interval) => [interval.second, interval]))
    for (const interval of picture) {
      const other = bySecond.get(interval.second)
      const [here, there] = [playout(interval), other && playout(other)]
      if (!other || here === undefined || there === undefined) continue
      const distance = Math.abs(here - interval.current.at - (there - other.current.at))
      distances.set(interval.second, Math.max(distance, distances.get(interval.second) ?? 0))
    }
  }
  for (const [second, distance] of distances) add(points, 'quality/video/avSync', second * 1_000, distance)
}
