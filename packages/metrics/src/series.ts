import type { MetricUnit } from '@loadero-test/core'

/** The unit of the values of a metric. `''`: a number without a unit, or a text. */
export type Unit = MetricUnit | 'kbit/s' | 'MB' | ''

/** One value at one moment. */
export interface SeriesPoint {
  /** Milliseconds since the epoch. */
  readonly atMs: number
  readonly value: number
}

/** A metric per second. The points are in the order of time. */
export interface Series {
  /** A base path, such as `webrtc/audio/rtt` or `quality/video/freezes`. */
  readonly path: string
  readonly unit: Unit
  readonly points: readonly SeriesPoint[]
}

/** Something that happened in a browser at a moment. */
export interface TimedEvent {
  /** Milliseconds since the epoch. */
  readonly atMs: number
  /** The type of an update in the dump without its `on`: `connectionstatechange`, `getUserMediaOnFailure`. */
  readonly kind: string
  /** `connected`, `NotAllowedError: Permission denied` */
  readonly text: string
}

/** What a log says about one participant. */
export interface ParticipantSeries {
  /** The first moment of the log, in milliseconds since the epoch. 0 for a log without points and events. */
  readonly startMs: number
  readonly endMs: number
  /** By base path. A metric that was not measured is absent. */
  readonly series: ReadonlyMap<string, Series>
  /** Metrics with one value for the whole log, by path: `webrtc/audio/codec/in`, `quality/connection/candidateType`. */
  readonly values: ReadonlyMap<string, string | number>
  /** In the order of time. */
  readonly events: readonly TimedEvent[]
  /** Whether the text was a whole log of its kind. Of another one, what is missing may have been measured. */
  readonly isComplete: boolean
}
