import { listFirst, plural } from '@loadero-test/core/internal'
import type { ParticipantOutcome, Reason, TestResult } from '../../model/result.js'
import type { TestSeries } from '../../model/timed/test-series.js'
import type { LogEntry } from '../../model/timed/timeline.js'
import { sinceText } from './earlier-results.js'
import { breachTime, failureTime, overloadTime, withoutTime } from './failure-times.js'
import { checkOf, gateSentence } from './gate-reading.js'
import { timeAxisOf } from './moments.js'

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
