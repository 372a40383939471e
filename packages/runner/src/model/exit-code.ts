import { plural } from '@loadero-test/core/internal'
import { hasErrors } from './diagnostic.js'
import { type Exit, exitCodes, signalExits } from './exit-codes.js'
import type { SessionError, Summary } from './session.js'

/** The exit when any command cannot do its work, else `undefined`. The first rule that matches wins. */
export function refusalOf({
  interruptedBy,
  diagnostics,
  errors,
}: Pick<Summary, 'interruptedBy' | 'diagnostics' | 'errors'>): Exit | undefined {
  const has = (...kinds: readonly SessionError['kind'][]) => errors.some(({ kind }) => kinds.includes(kind))
  if (interruptedBy) return signalExits[interruptedBy]
  if (hasErrors(diagnostics)) {
    return { code: exitCodes.invalid, reason: 'the specs have errors; nothing was sent' }
  }
  if (has('usage', 'config', 'specs', 'plan', 'engine')) {
    return { code: exitCodes.invalid, reason: 'the session could not be set up' }
  }
  if (has('refused'))
    return { code: exitCodes.refused, reason: 'Loadero refused the token, the project or the scope' }
  if (has('limit'))
    return {
      code: exitCodes.overLimit,
      reason: 'the plan of the project does not allow it; nothing was launched',
    }
  return undefined
}

/**
 * The one place that decides the exit code of a session. The first rule that matches wins.
 * @param elsewhere how many tests the other shards have
 */
export function exitOf(
  summary: Omit<Summary, 'exit'>,
  { passWithNoTests }: { readonly passWithNoTests: boolean },
  elsewhere = 0,
): Exit {
  const refusal = refusalOf(summary)
  if (refusal) return refusal
  const count = (verdict: string) => summary.tests.filter((test) => test.verdict === verdict).length
  const [passed, failed, errored, skipped] = [
    count('passed'),
    count('failed'),
    count('errored'),
    count('skipped'),
  ]
  if (failed > 0) return { code: exitCodes.failed, reason: `${plural(failed, 'test')} failed` }
  if (errored > 0) {
    return {
      code: exitCodes.errored,
      reason: `${plural(errored, 'test')} errored, none failed; another run may pass`,
    }
  }
  if (summary.errors.length > 0)
    return { code: exitCodes.errored, reason: 'no test failed, but the session had errors' }
  if (summary.detached) {
    const { launched, waiting } = summary.detached
    return {
      code: exitCodes.passed,
      reason: `detached: ${launched} launched, ${waiting} waiting; no results yet`,
    }
  }
  if (summary.tests.length === 0) {
    if (elsewhere > 0)
      return {
        code: exitCodes.passed,
        reason: `this shard has no test; the others have ${plural(elsewhere, 'test')}`,
      }
    return passWithNoTests
      ? { code: exitCodes.passed, reason: 'no tests, which is allowed' }
      : { code: exitCodes.empty, reason: 'no test was found' }
  }
  // Only passed and skipped tests pass, so that a verdict added later cannot.
  if (passed + skipped < summary.tests.length)
    return { code: exitCodes.errored, reason: 'not every test passed' }
  if (passed === 0) return { code: exitCodes.empty, reason: 'no test ran' }
  return { code: exitCodes.passed, reason: 'all tests passed' }
}
