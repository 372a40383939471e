import { listFirst, plural } from '@loadero-test/core/internal'
import { formatMs } from '../../model/duration.js'
import type { ParticipantOutcome, Reason, TestResult } from '../../model/result.js'
import type { TestSeries } from '../../model/timed/test-series.js'
import type { LogEntry } from '../../model/timed/timeline.js'
import { sinceText } from './earlier-results.js'
import { checkOf, gateSentence } from './gate-reading.js'
import { clockOf, firstBreach, secondsConditionOf, spreadOf, type TimeAxis, timeAxisOf } from './moments.js'

/** A reason in plain words: what failed, of which participants, since when, and what their logs say. */
export interface Conclusion {
  /** `95th percentile of webrtc/audio/rtt/avg is 412 ms, the limit is < 150 ms (262 ms above)` */
  readonly what: string
  /** `7 of 8 participants: …`. Absent for a reason that is about no participant. */
  readonly who?: string
  /** `from 0:30 on`. Absent when no log has the time. */
  readonly when?: string
  /** Since when it is so: `new: it passed in the previous session of …`. Absent without earlier sessions. */
  readonly since?: string
  /** What else was seen, one line each. */
  readonly seen: readonly string[]
}

const maxLabels = 5
const messagePrefixes: Partial<Record<Reason['kind'], string>> = {
  script: 'The script failed: ',
  verify: 'The callback failed: ',
}
/** Failures within this time are one event. */
const momentMs = 5_000
/** A network change this long before a breach explains it. */
const causeMs = 10_000

/** The conclusions of a test, in the order of its reasons. */
export function conclusionsOf(result: TestResult, series: TestSeries | undefined): readonly Conclusion[] {
  const axis = timeAxisOf(result.participants, series)
  return result.reasons.map((reason) => {
    const labels = new Set(reason.participants)
    const affected = result.participants.filter(({ label }) => labels.has(label))
    const check = checkOf(reason, result.checks)
    const breach = axis && breachTime(reason, result, { series, axis })
    // A metric of the whole run has no moment of failure.
    const isOfSeconds = check?.gate === undefined
    const failure = axis && isOfSeconds ? failureTime(affected, axis) : undefined
    const who = whoText(reason, result.participantCounts.total)
    const since = sinceText(result, check)
    const when = breach?.text ?? failure?.text ?? (axis && overloadTime(reason, series, axis))
    const what = gateSentence(reason, result) ?? `${messagePrefixes[reason.kind] ?? ''}${reason.message}`
    return {
      // A path keeps its case.
      what: what.replace(/^[a-z](?=[a-z]*(?: |: ))/, (letter) => letter.toUpperCase()),
      ...(who !== undefined && { who }),
      ...(when !== undefined && { when }),
      ...(since !== undefined && { since }),
      seen: [
        ...(breach?.causes ?? []),
        ...(breach === undefined ? (failure?.hints ?? []) : []),
        ...(isOfSeconds ? logTexts(affected) : []),
      ],
    }
  })
}

/** Of an inconclusive result: when the machines of its participants were overloaded. */
function overloadTime(
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

function whoText(
  { participants, participantTotal, overrepresented = [] }: Reason,
  testTotal: number,
): string | undefined {
  const total = participantTotal ?? testTotal
  if (participants.length === 0) return undefined
  if (participants.length === total)
    return total === 1 ? `the only participant, ${participants[0]}` : `all ${total} participants`
  const common =
    overrepresented.length > 0
      ? `. Unlike the rest, ${overrepresented.map((traits) => traits.replace(/^(\d+) of (\d+): /, (_, having, all) => `${having === all ? `all ${all}` : `${having} of ${all}`} have `)).join('; ')}`
      : participants.length > 1 && total - participants.length > 1
        ? '. They share no browser, location, network or size that the others lack'
        : ''
  return `${participants.length} of ${plural(total, 'participant')} (${listFirst(participants, maxLabels)})${common}`
}

/** When the seconds of the affected participants left the limit of the reason's gate. */
function breachTime(
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

function withoutTime(text: string): string {
  return text.replace(/ \d+ ms$/, '')
}

/** When the affected participants failed: at one moment of the test, or at one moment of each participant. */
function failureTime(
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

/** What the logs of the affected participants have in common: their most frequent problem of each kind. */
function logTexts(affected: readonly ParticipantOutcome[]): readonly string[] {
  const failures = affected.flatMap(({ failure }) => failure ?? [])
  const most = (kind: string, entriesOf: (failure: (typeof failures)[number]) => readonly LogEntry[]) => {
    const counts = new Map<string, number>()
    for (const failure of failures) {
      for (const text of new Set(entriesOf(failure).map((entry) => withoutTime(entry.text)))) {
        counts.set(text, (counts.get(text) ?? 0) + 1)
      }
    }
    const [top] = [...counts].toSorted(([, a], [, b]) => b - a)
    return top === undefined ? [] : [`${kind}: ${top[0]} (${top[1]} of ${affected.length})`]
  }
  return [
    ...most('page error', ({ pageErrors }) => pageErrors),
    ...most('failed request', ({ failedRequests }) => failedRequests),
    ...most('media', ({ mediaFailures }) => mediaFailures),
    ...most('last command', ({ commands }) => commands.slice(-1)),
  ]
}
