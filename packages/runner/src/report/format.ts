import type { Diagnostic, SourceLocation } from '../model/diagnostic.js'
import type { TestAttempt, Reason } from '../model/result.js'
import { plainLine } from './plain-text.js'

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

export function place({ file, line, column }: SourceLocation): string {
  return plainLine(column === undefined ? `${file}:${line}` : `${file}:${line}:${column}`)
}

const shownLabels = 5

/** `2 of 8 participants: caller #0, caller #1` */
function whom({ participants, participantTotal: of }: Reason, total: number): string {
  const shown = participants.slice(0, shownLabels).map(plainLine).join(', ')
  const rest = participants.length - shownLabels
  return `${participants.length} of ${plural(of ?? total, 'participant')}: ${shown}${rest > 0 ? ` and ${rest} more` : ''}`
}

/** A reason as lines: what and by how much, then who, and what sets them apart. */
export function reasonLines(reason: Reason, total: number): readonly string[] {
  const { kind, message, expected, actual, participants, overrepresented = [] } = reason
  const gap = expected === undefined ? '' : ` ${expected} (got ${actual ?? 'no value'})`
  return [
    plainLine(`${kind}: ${message}${gap}`),
    ...(participants.length === 0 ? [] : [`  ${whom(reason, total)}`]),
    ...overrepresented.map((traits) => `  unlike the rest, ${plainLine(traits)}`),
  ]
}

/** One line that stands for all reasons. */
export function headline({ reasons, participantCounts: participants }: TestAttempt): string {
  const [first, ...others] = reasons
  if (first === undefined) return ''
  const [what = ''] = reasonLines(first, participants.total)
  const more = others.length > 0 ? ` (and ${plural(others.length, 'more reason')})` : ''
  return `${what}${more}`
}

export function diagnosticLines({ severity, code, message, location, hint }: Diagnostic): readonly string[] {
  return [
    `${place(location)} ${severity} ${code}`,
    ...plainLine(message)
      .split('\n')
      .map((line) => `  ${line}`),
    ...(hint === undefined ? [] : [`  ${plainLine(hint)}`]),
  ]
}
