import { plural } from '@loadero-test/core/internal'
import type { JudgedParticipant } from './judged-participant.js'

const maxErrors = 5

/** Counts the commands that failed without failing their scripts; `undefined` without any, and for a run at Loadero. */
export function ignoredErrorsMessage(participants: readonly JudgedParticipant[]): string | undefined {
  const affected = participants.filter(({ ignoredErrors = [] }) => ignoredErrors.length > 0)
  const errors = [...new Set(affected.flatMap(({ ignoredErrors = [] }) => ignoredErrors))]
  if (errors.length === 0) return undefined
  const more = errors.length > maxErrors ? `; and ${errors.length - maxErrors} more` : ''
  return (
    `${plural(errors.length, 'command')} failed without failing the script, ` +
    `in ${affected.length} of ${plural(participants.length, 'participant')}: ` +
    errors.slice(0, maxErrors).join('; ') +
    more
  )
}
