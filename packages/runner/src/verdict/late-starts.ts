import type { Run } from '@loadero-test/core'
import { plural } from '@loadero-test/core/internal'
import { formatMs } from '../model/duration.js'
import { serviceTimeMs } from '../model/wire/service-time.js'
import type { JudgedParticipant } from './judged-participant.js'

/** The service gives whole seconds, and a start takes a moment. */
const toleranceMs = 5_000
/** Of the start interval, for a ramp-up that drifts. */
const toleranceShare = 0.1

/**
 * Says that participants started after the start interval, because there was no capacity for them earlier: the load was
 * less than the spec asks for. `undefined` when all started in time, or when the run has no times.
 */
export function lateStartMessage(
  { execution_started, start_interval }: Run,
  participants: readonly JudgedParticipant[],
): string | undefined {
  const startedMs = serviceTimeMs(execution_started)
  if (startedMs === undefined || start_interval === undefined) return undefined
  const intervalMs = start_interval * 1_000
  const lateMs = participants
    .flatMap(({ result }) => serviceTimeMs(result.start) ?? [])
    .map((startMs) => startMs - startedMs - intervalMs)
    .filter((delayMs) => delayMs > Math.max(toleranceMs, intervalMs * toleranceShare))
    .toSorted((a, b) => a - b)
  const [first, last] = [lateMs[0], lateMs.at(-1)]
  if (first === undefined || last === undefined) return undefined
  const range =
    formatMs(first) === formatMs(last) ? formatMs(first) : `${formatMs(first)} to ${formatMs(last)}`
  return (
    `${lateMs.length} of ${plural(participants.length, 'participant')} started ${range} after the start interval ` +
    `of ${formatMs(intervalMs)}, so the load was less than the test asks for. ` +
    'Use fewer participants, or run the test where there is capacity for all of them.'
  )
}
