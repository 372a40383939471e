import { asSessionError, type Exit, exitCodes, refusalOf } from '@loadero-test/runner'

/** The exit of a command whose requests failed: only what may be gone next time is worth another try. */
export function exitOfError(error: unknown): Exit {
  const sessionError = asSessionError(error)
  const { message, hint } = sessionError
  const refusal = refusalOf({ diagnostics: [], errors: [sessionError] })
  return {
    code: refusal?.code ?? exitCodes.errored,
    reason: hint === undefined ? message : `${message}. ${hint}`,
  }
}
