import type { StatsInterval } from './intervals.js'

/** What is measured of streams once a second. */
export interface WebrtcQuantity {
  /** The part of the path between `webrtc/audio/` and `/in`. */
  readonly name: string
  /** Only one direction has it, and its path does not name the direction. */
  readonly undirected?: true
  /** Makes one sample of the values of all streams in that second. */
  readonly combine: (values: readonly number[]) => number
  /** Undefined when the interval has no value. */
  readonly of: (interval: StatsInterval) => number | undefined
}

type Counter =
  'packets' | 'bytes' | 'lost' | 'frames' | 'bufferSeconds' | 'buffered' | 'energy' | 'soundSeconds'

/** Units and sources are in docs/metrics.md. */
export const webrtcQuantities: readonly WebrtcQuantity[] = [
  { name: 'bitrate', combine: sum, of: (interval) => scale(perSecond(interval, 'bytes'), 8 / 1_000) },
  { name: 'bytes', combine: sum, of: (interval) => increase(interval, 'bytes') },
  { name: 'packets', combine: sum, of: (interval) => increase(interval, 'packets') },
  { name: 'packetsLost', combine: sum, of: (interval) => increase(interval, 'lost') },
  {
    name: 'jitter',
    combine: mean,
    of: (interval) => (hasNewReport(interval) ? scale(interval.current.jitterSeconds, 1_000) : undefined),
  },
  {
    name: 'rtt',
    undirected: true,
    combine: mean,
    of: (interval) => (hasNewReport(interval) ? scale(interval.current.roundTripSeconds, 1_000) : undefined),
  },
  {
    name: 'jitterBuffer',
    undirected: true,
    combine: mean,
    of: (interval) => scale(ratio(interval, 'bufferSeconds', 'buffered'), 1_000),
  },
  {
    name: 'level',
    combine: mean,
    of(interval) {
      const squaredLevel = ratio(interval, 'energy', 'soundSeconds')
      return squaredLevel === undefined ? undefined : Math.sqrt(Math.max(0, squaredLevel))
    },
  },
  { name: 'fps', combine: mean, of: (interval) => perSecond(interval, 'frames') },
  { name: 'frameWidth', combine: mean, of: ({ current }) => current.width },
  { name: 'frameHeight', combine: mean, of: ({ current }) => current.height },
]

/** Whether the side that receives the stream has reported since the previous reading. */
export function hasNewReport({ current, previous }: StatsInterval): boolean {
  if (current.direction === 'in') return true
  return current.reportedAt !== undefined && current.reportedAt !== previous?.reportedAt
}

function sum(values: readonly number[]) {
  return values.reduce((total, value) => total + value, 0)
}

function mean(values: readonly number[]) {
  return sum(values) / values.length
}

function scale(value: number | undefined, factor: number) {
  return value === undefined ? undefined : value * factor
}

/** Since the previous reading, or since the stream began. */
function increase({ current, previous }: StatsInterval, counter: Counter): number | undefined {
  const value = current[counter]
  return value === undefined ? undefined : value - (previous?.[counter] ?? 0)
}

/** The first second of a stream has no rate: the stream fills an unknown part of it. */
function perSecond(interval: StatsInterval, counter: Counter): number | undefined {
  const seconds = interval.previous && (interval.current.at - interval.previous.at) / 1_000
  return seconds ? scale(increase(interval, counter), 1 / seconds) : undefined
}

/** Undefined without playback: a stream without a media element has neither level nor jitter buffer. */
function ratio(interval: StatsInterval, over: Counter, under: Counter): number | undefined {
  const [numerator, denominator] = [increase(interval, over), increase(interval, under)]
  if (!interval.previous || numerator === undefined || !denominator) return undefined
  return numerator / denominator
}
