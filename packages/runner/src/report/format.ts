import { listFirst, plural } from '@loadero-test/core/internal'
import type { Diagnostic, SourceLocation } from '../model/diagnostic.js'
import type { Reason, TestAttempt, TestResult } from '../model/result.js'
import { plainLine, plainLines } from './plain-text.js'
import { gateSentence } from './reading/gate-reading.js'

/** `specs/call.loadero.ts:4:7` */
export function place({ file, line, column }: SourceLocation): string {
  return plainLine(column === undefined ? `${file}:${line}` : `${file}:${line}:${column}`)
}

const maxLabels = 5

/** What a reason is a reason of. Attempts before the last one have no checks. */
export type ReasonedAttempt = Pick<TestAttempt, 'participantCounts'> &
  Partial<Pick<TestResult, 'checks' | 'participants'>>

/** `webrtc/audio/rtt/avg is up to 412 ms, the limit is < 150 ms (262 ms above)`; without a limit, the message. */
export function reasonSentence(reason: Reason, { checks = [], participants = [] }: ReasonedAttempt): string {
  return gateSentence(reason, { checks, participants }) ?? reason.message
}

/** A reason as lines: its sentence, the affected participants, and their common traits. */
export function reasonLines(reason: Reason, attempt: ReasonedAttempt): readonly string[] {
  const {
    kind,
    participants,
    participantTotal = attempt.participantCounts.total,
    overrepresented = [],
  } = reason
  const text = reasonSentence(reason, attempt)
  const labels = listFirst(participants, maxLabels, plainLine)
  return [
    // `run 34 ended as server-error` says its kind itself.
    plainLine(new RegExp(`^${kind}\\b`, 'i').test(text) ? text : `${kind}: ${text}`),
    ...(reason.details ?? []).flatMap(plainLines).map((line) => `  ${line}`.trimEnd()),
    ...(participants.length === 0
      ? []
      : [`  ${participants.length} of ${plural(participantTotal, 'participant')}: ${labels}`]),
    ...overrepresented.map((traits) => `  unlike the rest, ${plainLine(traits)}`),
  ]
}

/** The first reason in one line, and how many more there are. Empty without reasons. */
export function headline(attempt: Pick<TestAttempt, 'reasons'> & ReasonedAttempt): string {
  const [first, ...others] = attempt.reasons
  if (first === undefined) return ''
  const [line = ''] = reasonLines(first, attempt)
  return others.length > 0 ? `${line} (and ${plural(others.length, 'more reason')})` : line
}

/** `attempt 1 failed: script: expected 2 to be 3` */
export function attemptLines(attempts: readonly TestAttempt[]): readonly string[] {
  return attempts.map((attempt, index) => `attempt ${index + 1} ${attempt.verdict}: ${headline(attempt)}`)
}

export function diagnosticLines({ severity, code, message, location, hint }: Diagnostic): readonly string[] {
  return [
    `${place(location)} ${severity} ${code}`,
    ...plainLines(message).map((line) => `  ${line}`.trimEnd()),
    ...(hint === undefined ? [] : [`  ${plainLine(hint)}`]),
  ]
}
