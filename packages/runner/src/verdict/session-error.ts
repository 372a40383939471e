import { AuthenticationError } from '@loadero-test/core'
import { UserError } from '../model/errors.js'
import type { SessionError } from '../model/model.js'

/** What was thrown, as it is told and counted. */
export function asSessionError(error: unknown): SessionError {
  if (error instanceof UserError) {
    return { kind: error.code, message: error.message, ...(error.hint !== undefined && { hint: error.hint }) }
  }
  if (error instanceof AuthenticationError) {
    const hint = 'Check LOADERO_PROJECT_ID, and that LOADERO_ACCESS_TOKEN is a token of that project.'
    return { kind: 'refused', message: error.message, hint }
  }
  return { kind: 'service', message: error instanceof Error ? error.message : String(error) }
}
