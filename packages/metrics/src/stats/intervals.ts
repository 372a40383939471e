import { numberOf, type Reading } from './readings.js'

/** What one stream did within one second. */
export interface StatsInterval {
  /** Of the Unix clock. */
  readonly second: number
  readonly current: Reading
  /** Undefined in the first interval: all counters were 0 at an unknown time. */
  readonly previous: Reading | undefined
  /** False in the first interval of a stream that is older than the log. Its counters did not begin with 0. */
  readonly isFromStart: boolean
  /**
   * Packets lost so far that did not arrive later either. The browser's own count decreases with each late packet, and
   * duplicates make it negative. Undefined before the receiver has reported.
   */
  readonly lost: number | undefined
  readonly previousLost: number | undefined
}

/** The intervals of each stream; `readings` of one stream are in the order of time. */
export function statsIntervalsOf(readings: readonly Reading[]): StatsInterval[][] {
  return groupBy(readings, ({ stream }) => stream).flatMap((stream) =>
    splitAtResets(stream).map((life, lifeIndex) => {
      // Two readings of one second would count twice where streams are added up.
      // Readings are taken around whole seconds, a little before or after.
      const kept = [...new Map(life.map((reading) => [Math.round(reading.at / 1_000), reading]))]
      const lost = finalLosses(kept.map(([, reading]) => reading))
      return kept.map(([second, current], index) => ({
        second,
        current,
        previous: kept[index - 1]?.[1],
        isFromStart: index > 0 || lifeIndex > 0 || current.isFromStart,
        lost: lost[index],
        previousLost: lost[index - 1],
      }))
    }),
  )
}

/** A stream whose counters went back has begun again under its old name. */
function splitAtResets(readings: readonly Reading[]): Reading[][] {
  const lives: Reading[][] = []
  let progress = Infinity
  for (const reading of readings) {
    if (reading.progress < progress) lives.push([])
    lives.at(-1)?.push(reading)
    progress = reading.progress
  }
  return lives
}

function finalLosses(readings: readonly Reading[]): (number | undefined)[] {
  let min = Infinity
  const losses = readings.toReversed().map(({ flow, own, remote }) => {
    const count = numberOf(flow.endsWith('in') ? own : remote, 'packetsLost')
    if (count === undefined) return undefined
    min = Math.min(min, count)
    return Math.max(0, min)
  })
  return losses.toReversed()
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
