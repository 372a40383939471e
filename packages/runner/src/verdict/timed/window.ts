import type { Moment, TimeWindow } from '../../model/timed/time-window.js'
import type { Timeline } from '../../model/timed/timeline.js'

/** A period that a window selects, in milliseconds since the epoch. */
export interface Interval {
  readonly fromMs: number
  readonly toMs: number
  /** Whether values must exist from `fromMs` on. Without a fixed start they begin with the first value. */
  readonly isFromFixed: boolean
  /** Whether values must exist until `toMs`. */
  readonly isToFixed: boolean
}

/** A reason why a participant has no value, as the end of a sentence. */
export interface NoValue {
  readonly cause: string
  /** The logs could not be read, which says nothing about the product. */
  readonly isUnreadable?: true
}

const wholeRun: Interval = { fromMs: -Infinity, toMs: Infinity, isFromFixed: false, isToFixed: false }

/** The periods of one participant that a window selects, in the order of time. At least one, and none is empty. */
export function windowIntervals(window: TimeWindow, timeline: Timeline): readonly Interval[] | NoValue {
  const { between, after, before, whileAllPresent } = window
  const { presence, allPresent, marks } = timeline
  const timeOf = (moment: Moment): number | NoValue => {
    if (typeof moment !== 'number') {
      return marks.find(({ name }) => name === moment)?.atMs ?? { cause: `no mark '${moment}'` }
    }
    return presence ? presence.startMs + moment * 1_000 : { cause: 'no time of its start' }
  }
  const from = after === undefined ? -Infinity : timeOf(after)
  const to = before === undefined ? Infinity : timeOf(before)
  const pairs = between === undefined ? [wholeRun] : pairMarks(between, timeline)
  if (typeof from !== 'number') return from
  if (typeof to !== 'number') return to
  if (isNoValue(pairs)) return pairs
  if (whileAllPresent && allPresent === undefined) return { cause: 'no second with all participants present' }
  // The first values of a participant come some time after its start, and the last ones before its end.
  const present = whileAllPresent ? allPresent : undefined
  const startMs = Math.max(from, present?.startMs ?? -Infinity)
  const endMs = Math.min(to, present?.endMs ?? Infinity)
  const intervals = pairs
    .map((pair) => ({
      fromMs: Math.max(pair.fromMs, startMs),
      toMs: Math.min(pair.toMs, endMs),
      isFromFixed: pair.fromMs > startMs ? pair.isFromFixed : from === startMs && from > -Infinity,
      isToFixed: pair.toMs < endMs ? pair.isToFixed : to === endMs && to < (presence?.endMs ?? Infinity),
    }))
    .filter(({ fromMs, toMs }) => fromMs < toMs)
  return intervals.length > 0 ? intervals : { cause: 'no second in the window' }
}

/** From each start mark to the next end mark. A start mark without an end is an incomplete pair, so nothing is certain. */
function pairMarks(
  { start, end }: NonNullable<TimeWindow['between']>,
  { marks }: Timeline,
): readonly Interval[] | NoValue {
  const pairs: Interval[] = []
  const ends = marks.filter(({ name }) => name === end)
  for (const { name, atMs } of marks) {
    if (name !== start || atMs < (pairs.at(-1)?.toMs ?? -Infinity)) continue
    const next = ends.find((one) => one.atMs >= atMs)
    if (next === undefined) return { cause: `no mark '${end}' after '${start}'` }
    pairs.push({ fromMs: atMs, toMs: next.atMs, isFromFixed: true, isToFixed: true })
  }
  return pairs.length > 0 ? pairs : { cause: `no mark '${start}'` }
}

export function isNoValue(value: object): value is NoValue {
  return 'cause' in value
}
