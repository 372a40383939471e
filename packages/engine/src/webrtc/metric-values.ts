import type { StatsInterval } from './intervals.js'

/** What is measured of streams once a second. */
export interface WebrtcQuantity {
  /** Between `webrtc/audio/` and `/in`. */
  readonly name: string
  /** It comes from one direction alone, and its path does not say which. */
  readonly undirected?: true
  /** Makes one sample of what all streams of that second gave. */
  readonly combine: (values: readonly number[]) => number
  /** Undefined when the step does not tell. */
  readonly of: (step: StatsInterval) => number | undefined
}

function sum(values: readonly number[]) {
  return values.reduce((total, value) => total + value, 0)
}
function mean(values: readonly number[]) {
  return sum(values) / values.length
}

type Counter =
  'packets' | 'bytes' | 'lost' | 'frames' | 'bufferSeconds' | 'buffered' | 'energy' | 'soundSeconds'

/** Units and sources are in the README's table. */
export const webrtcQuantities: readonly WebrtcQuantity[] = [
  { name: 'bitrate', combine: sum, of: (step) => scaled(perSecond(step, 'bytes'), 8 / 1_000) },
  { name: 'bytes', combine: sum, of: (step) => growth(step, 'bytes') },
  { name: 'packets', combine: sum, of: (step) => growth(step, 'packets') },
  { name: 'packetsLost', combine: sum, of: (step) => growth(step, 'lost') },
  { name: 'jitter', combine: mean, of: (step) => scaled(news(step, 'jitterSeconds'), 1_000) },
  {
    name: 'rtt',
    undirected: true,
    combine: mean,
    of: (step) => scaled(news(step, 'roundTripSeconds'), 1_000),
  },
  {
    name: 'jitterBuffer',
    undirected: true,
    combine: mean,
    of: (step) => scaled(ratio(step, 'bufferSeconds', 'buffered'), 1_000),
  },
  { name: 'level', combine: mean, of: (step) => root(ratio(step, 'energy', 'soundSeconds')) },
  { name: 'fps', combine: mean, of: (step) => perSecond(step, 'frames') },
  { name: 'frameWidth', combine: mean, of: ({ now }) => now.width },
  { name: 'frameHeight', combine: mean, of: ({ now }) => now.height },
]

/** Whether the side that receives the stream has told something new of it. */
export function hasNews({ now, before }: StatsInterval): boolean {
  return now.direction === 'in' || (now.reportedAt !== undefined && now.reportedAt !== before?.reportedAt)
}

function news(step: StatsInterval, field: 'jitterSeconds' | 'roundTripSeconds') {
  return hasNews(step) ? step.now[field] : undefined
}

/** Since the step before, or since the stream began. */
function growth({ now, before }: StatsInterval, counter: Counter): number | undefined {
  const value = now[counter]
  return value === undefined ? undefined : value - (before?.[counter] ?? 0)
}

/** The first second of a stream gives no rate: only a part of it is the stream's, and nobody knows how much. */
function perSecond(step: StatsInterval, counter: Counter): number | undefined {
  const seconds = step.before && (step.now.at - step.before.at) / 1_000
  return seconds ? scaled(growth(step, counter), 1 / seconds) : undefined
}

/** Nothing played, nothing measured: a stream that no element plays has neither level nor buffer. */
function ratio(step: StatsInterval, over: Counter, under: Counter): number | undefined {
  const [numerator, denominator] = [growth(step, over), growth(step, under)]
  if (!step.before || numerator === undefined || !denominator) return undefined
  return numerator / denominator
}

function scaled(value: number | undefined, factor: number) {
  return value === undefined ? undefined : value * factor
}

function root(square: number | undefined) {
  return square === undefined ? undefined : Math.sqrt(Math.max(0, square))
}
