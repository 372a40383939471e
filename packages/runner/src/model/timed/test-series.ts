import type { LogEntry, Period } from './timeline.js'

/** What happened in each second of a test, as far as the logs of its participants were read. */
export interface TestSeries {
  readonly version: 1
  /** Those whose logs were read. */
  readonly participants: readonly ParticipantSeconds[]
}

/** The seconds of one participant. */
export interface ParticipantSeconds {
  /** As in the result of the test. */
  readonly label: string
  /** By base path. A second without a value is absent. */
  readonly series: Readonly<Record<string, SeriesColumns>>
  /** When the machine was so busy that values describe the machine rather than the page. */
  readonly overloaded: readonly Period[]
  /** When the script changed its network. */
  readonly networkChanges: readonly LogEntry[]
}

/** Two lists of equal length. */
export interface SeriesColumns {
  /** Milliseconds since the epoch, in the order of time. */
  readonly times: readonly number[]
  readonly values: readonly number[]
}

/** Series that charts show as events, with any metric. */
export const eventPaths = ['quality/video/frozenTime', 'quality/connection/disconnections'] as const

/** Series that the page of a participant shows, with any metric. */
export const pagePaths = [
  'webrtc/audio/rtt',
  'webrtc/audio/bitrate/in',
  'webrtc/video/bitrate/in',
  'webrtc/video/fps/in',
  'machine/cpu/used',
] as const
