import { LaunchLostError } from '@loadero-test/core'
import { erroredBy } from '../verdict/session-error.js'
import type { RunningSession, ToErrored } from './session-options.js'

/** An error in one test makes that test errored. An error of the session is reported once. */
export function createErroredResults({
  errors,
  context: { clock },
  options,
}: Pick<RunningSession, 'errors' | 'context' | 'options'>): ToErrored {
  const { target, sessionId } = options
  return (test) => {
    const startedMs = clock.now()
    return (reason, scope) => {
      const isLost = reason instanceof LaunchLostError && target?.kind === 'service'
      const shown = isLost
        ? new Error(
            `'${test.id}': ${reason.message}. Find the run with \`loadero-test attach ${sessionId}\`, or stop it with \`loadero-test stop ${sessionId}\``,
            { cause: reason },
          )
        : reason
      const { result, error } = erroredBy(test, shown, clock.now() - startedMs, scope)
      if (!error) return result
      const known = errors.findIndex(({ message }) => message === error.message)
      const { kind, message, hint } = error
      if (known === -1) errors.push(error)
      // What several tests have is not an error of one of them.
      else errors[known] = { kind, message, ...(hint !== undefined && { hint }) }
      return result
    }
  }
}
