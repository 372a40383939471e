import type { StreamReading } from './streams.js'

/** What one stream did within one second. */
export interface StatsInterval {
  /** Of the Unix clock. */
  readonly second: number
  readonly current: StreamReading
  /** Undefined in the first interval: all counters were 0 at an unknown time. */
  readonly previous: StreamReading | undefined
}

/** The intervals of each stream; `readings` of one stream are in the order of time. */
export function intervalsOf(readings: readonly StreamReading[]): StatsInterval[][] {
  return groupBy(readings, ({ stream }) => stream)
    .flatMap(splitAtResets)
    .map((life) => {
      // Two readings of one second would count twice where streams are added up.
      const bySecond = new Map(life.map((reading) => [secondOf(reading), reading]))
      return [...bySecond.values()].map((current, index, kept) => ({
        second: secondOf(current),
        current,
        previous: kept[index - 1],
      }))
    })
}

/** A stream whose counters went back has begun again under its old name. */
function splitAtResets(readings: readonly StreamReading[]): StreamReading[][] {
  const lives: StreamReading[][] = []
  let packets = Infinity
  for (const reading of readings) {
    if (reading.packets < packets) lives.push([])
    lives.at(-1)?.push(reading)
    packets = reading.packets
  }
  return lives
}

/** Readings are taken around whole seconds, a little before or after. */
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
