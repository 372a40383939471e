import { listFirst, plural } from '@loadero-test/core/internal'
import type { Diagnostic, SourceLocation } from '../model/diagnostic.js'
import { type Reason, reasonText, type TestAttempt } from '../model/result.js'
import { plainLine, plainLines } from './plain-text.js'

/** `specs/call.loadero.ts:4:7` */
export function place({ file, line, column }: SourceLocation): string {
  return plainLine(column === undefined ? `${file}:${line}` : `${file}:${line}:${column}`)
}

const maxLabels = 5

/**
 * A reason as lines: the message with expected and actual values, the affected participants, and their common traits.
 * @param total the test's participants, for a reason that has no total of its own
 * @param text in place of the message with its values
 */
export function reasonLines(reason: Reason, total: number, text = reasonText(reason)): readonly string[] {
  const { kind, participants, participantTotal = total, overrepresented = [] } = reason
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
export function headline({ reasons, participantCounts }: TestAttempt): string {
  const [first, ...others] = reasons
  if (first === undefined) return ''
  const [line = ''] = reasonLines(first, participantCounts.total)
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
