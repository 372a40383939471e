import { quantileSorted } from 'd3-array'
import { clockTime } from '../../model/duration.js'
import type { Check, ParticipantOutcome } from '../../model/result.js'
import { comparisonHolds } from '../../model/timed/compare-numbers.js'
import { splitMetricPath } from '../../model/timed/metric-path.js'
import type { SeriesColumns, TestSeries } from '../../model/timed/test-series.js'

/** The axis of a test: from the start of its first participant, in milliseconds since the epoch. */
export interface TimeAxis {
  readonly startMs: number
  readonly endMs: number
}

/** `undefined` when no participant has a time. */
export function timeAxisOf(
  participants: readonly ParticipantOutcome[],
  series: TestSeries | undefined,
): TimeAxis | undefined {
  let [startMs, endMs] = [Infinity, -Infinity]
  const add = (ms: number | undefined) => {
    if (ms === undefined || !Number.isFinite(ms)) return
    startMs = Math.min(startMs, ms)
    endMs = Math.max(endMs, ms)
  }
  for (const one of participants) [one.startedMs, one.endedMs].forEach(add)
  // The logs of a run without times still have their own.
  if (startMs === Infinity) {
    for (const one of series?.participants ?? []) {
      for (const { times } of Object.values(one.series)) [times[0], times.at(-1)].forEach(add)
    }
  }
  return startMs < endMs ? { startMs, endMs } : undefined
}

/** `0:30`, since the start of the axis */
export function clockOf(atMs: number, { startMs }: TimeAxis): string {
  return clockTime(atMs - startMs)
}

/** What a value of each second must be, and the series that it is about. */
export interface SecondsCondition {
  readonly base: string
  readonly operator: string
  readonly limit: number
}

const symbols: Readonly<Record<string, string>> = { '<': 'lt', '≤': 'lte', '>': 'gt', '≥': 'gte' }

/**
 * The condition on seconds that a gate implies, where its limit is in the unit of its series. A total or a deviation of
 * the whole run says nothing about one second.
 */
export function secondsConditionOf(gate: Check['gate']): SecondsCondition | undefined {
  if (gate === undefined) return undefined
  const [, path, sign, number] = /(?:with|until) (\S+) ([<≤>≥]) ([\d.]+)/.exec(gate.path) ?? []
  if (path !== undefined && sign !== undefined) {
    return { base: splitMetricPath(path).base, operator: symbols[sign] ?? 'gte', limit: Number(number) }
  }
  const { base, aggregate = '' } = splitMetricPath(gate.path.split(' ', 1)[0] ?? '')
  const limit = Number.parseFloat(gate.limit)
  const isPerSecond = /^(?:avg|max|min|\d+(?:st|nd|rd|th)|)$/.test(aggregate)
  return isPerSecond && /^[lg]te?$/.test(gate.operator) && Number.isFinite(limit)
    ? { base, operator: gate.operator, limit }
    : undefined
}

/** A value counts as a breach when this many follow each other: one second decides nothing. */
const minBreachPoints = 3

/** The first period in which a series does not meet a condition, in milliseconds since the epoch. */
export function firstBreach(
  { times, values }: SeriesColumns,
  { operator, limit }: SecondsCondition,
): { readonly startMs: number; readonly endMs: number; readonly isOpen: boolean } | undefined {
  let first: number | undefined
  for (const [index, value] of values.entries()) {
    if (comparisonHolds(value, operator, limit) === false) {
      first ??= index
      continue
    }
    if (first !== undefined && index - first >= minBreachPoints) {
      return { startMs: times[first] ?? 0, endMs: times[index - 1] ?? 0, isOpen: false }
    }
    first = undefined
  }
  return first === undefined || values.length - first < Math.min(minBreachPoints, values.length)
    ? undefined
    : { startMs: times[first] ?? 0, endMs: times.at(-1) ?? 0, isOpen: true }
}

/** The median, and how far the middle eight tenths are apart. `undefined` for an empty list. */
export function spreadOf(
  values: readonly number[],
):
  | { readonly median: number; readonly low: number; readonly high: number; readonly width: number }
  | undefined {
  const sorted = values.toSorted((a, b) => a - b)
  const [low, median, high] = [0.1, 0.5, 0.9].map((share) => quantileSorted(sorted, share))
  return low === undefined || median === undefined || high === undefined
    ? undefined
    : { median, low, high, width: high - low }
}
