import { plural } from '@loadero-test/core/internal'
import { formatMs } from '../../model/duration.js'
import type { ParticipantOutcome, Reason, TestResult } from '../../model/result.js'
import type { TestSeries } from '../../model/timed/test-series.js'
import { checkOf } from './gate-reading.js'
import { clockOf, firstBreach, secondsConditionOf, spreadOf, type TimeAxis } from './moments.js'

/** Failures within this time are one event. */
const momentMs = 5_000
/** A network change this long before a breach explains it. */
const causeMs = 10_000

/** Of an inconclusive result: when the machines of its participants were overloaded. */
export function overloadTime(
  { kind, participants }: Reason,
  series: TestSeries | undefined,
  axis: TimeAxis,
): string | undefined {
  const labels = new Set(participants)
  const overloaded = (series?.participants ?? []).filter(
    ({ label, overloaded: periods }) => periods.length > 0 && (labels.size === 0 || labels.has(label)),
  )
  const from = spreadOf(overloaded.flatMap((one) => one.overloaded[0]?.startMs ?? []))
  const to = spreadOf(overloaded.flatMap((one) => one.overloaded.at(-1)?.endMs ?? []))
  return kind === 'results' && from && to
    ? `the machine was overloaded from ${clockOf(from.low, axis)} to ${clockOf(to.high, axis)} (seen in ${plural(overloaded.length, 'log')})`
    : undefined
}

/** When the seconds of the affected participants left the limit of the reason's gate. */
export function breachTime(
  reason: Reason,
  { checks }: TestResult,
  { series, axis }: { readonly series: TestSeries | undefined; readonly axis: TimeAxis },
): { readonly text: string; readonly causes: readonly string[] } | undefined {
  const condition = secondsConditionOf(checkOf(reason, checks)?.gate)
  if (condition === undefined || series === undefined) return undefined
  const labels = new Set(reason.participants)
  const affected = series.participants.filter(({ label }) => labels.size === 0 || labels.has(label))
  const breaches = affected.flatMap((one) => {
    const columns = one.series[condition.base]
    const breach = columns && firstBreach(columns, condition)
    return breach && columns ? [{ ...breach, seriesMs: columns.times[0] ?? breach.startMs, one }] : []
  })
  const starts = spreadOf(breaches.map(({ startMs }) => startMs))
  const delays = spreadOf(breaches.map(({ startMs, seriesMs }) => startMs - seriesMs))
  if (starts === undefined || delays === undefined) return undefined
  const share =
    breaches.length < affected.length
      ? ` (seen in ${breaches.length} of ${plural(affected.length, 'log')})`
      : ''
  const isOpen = breaches.filter((one) => one.isOpen).length * 2 >= breaches.length
  const end = spreadOf(breaches.filter((one) => !one.isOpen).map(({ endMs }) => endMs))
  const until = isOpen || end === undefined ? 'on' : `to ${clockOf(end.median, axis)}`
  const side = condition.operator.startsWith('l') ? 'above' : 'below'
  const causes = changesBefore(breaches, axis)
  if (delays.high <= momentMs) return { text: `${side} the limit from the start ${until}${share}`, causes }
  if (starts.width <= momentMs * 2) {
    return { text: `${side} the limit from ${clockOf(starts.median, axis)} ${until}${share}`, causes }
  }
  return {
    text: `${side} the limit since between ${clockOf(starts.low, axis)} and ${clockOf(starts.high, axis)}, at a different time for each participant${share}`,
    causes,
  }
}

/** `the network changed to 3g at 0:29, just before (8 of 8)` */
function changesBefore(
  breaches: readonly { readonly startMs: number; readonly one: TestSeries['participants'][number] }[],
  axis: TimeAxis,
): readonly string[] {
  const before = breaches.flatMap(({ startMs, one }) => {
    const change = one.networkChanges.findLast(
      ({ atMs = Infinity }) => atMs <= startMs + 1_000 && atMs >= startMs - causeMs,
    )
    return change?.atMs === undefined ? [] : [{ atMs: change.atMs, text: change.text }]
  })
  const lost = breaches.flatMap(({ startMs, one }) => {
    const times = one.series['quality/connection/disconnections']?.times ?? []
    return times.find((atMs) => Math.abs(atMs - startMs) <= causeMs) ?? []
  })
  const overloaded = breaches.filter(({ startMs, one }) =>
    one.overloaded.some((period) => period.endMs >= startMs - causeMs && period.startMs <= startMs + causeMs),
  ).length
  const [first] = before
  const changed = spreadOf(before.map(({ atMs }) => atMs))
  const disconnected = spreadOf(lost)
  return [
    ...(first && changed
      ? [
          `the script changed the network just before, at ${clockOf(changed.median, axis)}: ${withoutTime(first.text)} (${before.length} of ${breaches.length})`,
        ]
      : []),
    ...(disconnected
      ? [
          `the connection was lost at about ${clockOf(disconnected.median, axis)} (${lost.length} of ${breaches.length})`,
        ]
      : []),
    ...(overloaded > 0
      ? [
          `the machine was overloaded at that time (${overloaded} of ${breaches.length}), so the values say less about the product`,
        ]
      : []),
  ]
}

/** When the affected participants failed: at one moment of the test, or at one moment of each participant. */
export function failureTime(
  affected: readonly ParticipantOutcome[],
  axis: TimeAxis,
): { readonly text: string; readonly hints: readonly string[] } | undefined {
  const failed = affected.flatMap(({ failure, startedMs }) =>
    failure?.atMs === undefined ? [] : [{ atMs: failure.atMs, startedMs: startedMs ?? axis.startMs }],
  )
  const moments = spreadOf(failed.map(({ atMs }) => atMs))
  const seconds = spreadOf(failed.map(({ atMs, startedMs }) => Math.max(0, atMs - startedMs)))
  const starts = spreadOf(failed.map(({ startedMs }) => startedMs))
  if (moments === undefined || seconds === undefined || starts === undefined) return undefined
  const at = clockOf(moments.median, axis)
  if (failed.length === 1) return { text: `at ${at}, ${formatMs(seconds.median)} after its start`, hints: [] }
  if (moments.width <= momentMs && moments.width < seconds.width) {
    return {
      text: `at ${at}, all within ${formatMs(moments.width)} of each other`,
      hints: [
        `they failed together, although they had started over ${formatMs(starts.width)}: something that they share changed at ${at}, such as the server or the network`,
      ],
    }
  }
  if (seconds.width <= momentMs && starts.width > momentMs) {
    return {
      text: `${formatMs(seconds.median)} after the start of each participant, from ${clockOf(moments.low, axis)} to ${clockOf(moments.high, axis)}`,
      hints: [
        'each failed at the same time after its own start: look at that step of the script or of the page',
      ],
    }
  }
  return moments.width <= momentMs
    ? { text: `at ${at}, ${formatMs(seconds.median)} after their start`, hints: [] }
    : { text: `between ${clockOf(moments.low, axis)} and ${clockOf(moments.high, axis)}`, hints: [] }
}

/** The text of an entry of a log without the duration at its end. */
export function withoutTime(text: string): string {
  return text.replace(/ \d+ ms$/, '')
}
