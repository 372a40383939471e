import type { SeriesPoint } from '@loadero-test/metrics'
import { measurableRange } from '../model/metric-range.js'
import type { Period } from '../model/timed/timeline.js'

/** What a log says about one participant. */
export interface LogContent {
  readonly kind: string
  /** Whether the text is a whole log of its kind. */
  readonly isComplete: boolean
  /** Of all its entries, in the order of time. */
  readonly times: readonly number[]
  /** Values that a gate reads, by the path of their metric. */
  readonly values: ReadonlyMap<string, readonly SeriesPoint[]>
}

/** The clocks of the service and of the participant's machine differ. */
const clockToleranceMs = 60_000

/**
 * Why a log proves nothing about a participant, as the end of a sentence: a part of it may be missing, it may be that of
 * another run, or it has values that cannot have been measured.
 * @param presence when the participant was there; undefined when that is unknown
 */
export function unprovenReason(
  { kind, isComplete, times, values }: LogContent,
  presence: Period | undefined,
): string | undefined {
  if (!isComplete) return `the log ${kind} is incomplete, or no such log`
  const [first, last] = [times[0], times.at(-1)]
  const isOfAnotherTime =
    presence !== undefined &&
    first !== undefined &&
    last !== undefined &&
    (last < presence.startMs - clockToleranceMs || first > presence.endMs + clockToleranceMs)
  if (isOfAnotherTime) return `the log ${kind} begins at ${new Date(first).toISOString()}, not in the run`
  for (const [path, points] of values) {
    const { min, max } = measurableRange(path)
    const impossible = points.find(({ value }) => !(value >= min && value <= max))
    if (impossible) return `the log ${kind} has the value ${impossible.value} of ${path}`
  }
  return undefined
}
