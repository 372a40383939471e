import type { StreamReading } from './streams.js'

/** What one stream did within one second. */
export interface StatsInterval {
  /** Of the Unix clock. */
  readonly second: number
  readonly now: StreamReading
  /** Undefined at the beginning, when all counters stood at 0 at a time that is not known. */
  readonly before: StreamReading | undefined
}

/** The course of each stream, step by step; `readings` of one stream come in the order of their time. */
export function intervalsOf(readings: readonly StreamReading[]): StatsInterval[][] {
  return groupBy(readings, ({ stream }) => stream)
    .flatMap(lives)
    .map(lastOfEachSecond)
    .map((life) => life.map((now, index) => ({ second: secondOf(now), now, before: life[index - 1] })))
}

/** A stream whose counters went back has begun anew under its old name. */
function lives(readings: readonly StreamReading[]): StreamReading[][] {
  const found: StreamReading[][] = []
  let packets = Infinity
  for (const reading of readings) {
    if (reading.packets < packets) found.push([])
    found.at(-1)?.push(reading)
    packets = reading.packets
  }
  return found
}

/** Two of one second would count twice where streams are added up. */
function lastOfEachSecond(readings: readonly StreamReading[]): StreamReading[] {
  return [...new Map(readings.map((reading) => [secondOf(reading), reading])).values()]
}

/** Readings are taken about whole seconds, a little before or after. */
function secondOf({ at }: StreamReading): number {
  return Math.round(at / 1_000)
}

export function groupBy<T>(items: readonly T[], keyOf: (item: T) => unknown): T[][] {
  const groups = new Map<unknown, T[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group) group.push(item)
    else groups.set(keyOf(item), [item])
  }
  return [...groups.values()]
}
