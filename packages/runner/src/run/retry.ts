import { isLive, runStatuses } from '@loadero-test/core'
import type { TestAttempt } from '../model/model.js'
import type { Executed } from './execute.js'

/** How many more attempts a test gets, by what the ones before came to. */
export interface Retries {
  /** After those that are errored for a reason that may be gone the next time. */
  readonly errored: number
  /** After those that failed. */
  readonly failed: number
}

/** Whether a test gets another attempt after this one. */
export function getsAnother(executed: Executed, earlier: readonly TestAttempt[], retries: Retries): boolean {
  const spent = earlier.filter(({ verdict }) => verdict === executed.verdict).length
  if (executed.verdict === 'failed') return spent < retries.failed
  return executed.verdict === 'errored' && mayBeGone(executed) && spent < retries.errored
}

/** Not what the author must mend, not what somebody wanted, and never beside a run that may still be going. */
function mayBeGone({ run: { status }, givenUp, refusal }: Executed): boolean {
  if (isLive(status) || refusal || givenUp === 'interrupted' || givenUp === 'over time') return false
  if (givenUp !== undefined) return true
  const { meaning } = runStatuses[status as keyof typeof runStatuses]
  return meaning === 'finished' || meaning === 'infrastructure'
}
