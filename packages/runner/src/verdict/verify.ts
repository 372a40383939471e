import type { Check, Reason } from '../model/result.js'
import type { CodeFailure, ThrownError } from '../model/thrown-error.js'
import type { CallbackError, VerifyOutcome } from '../model/verify-call.js'
import { framesOf, thrownDetails, thrownMessage } from '../model/wire/thrown-text.js'
import type { Judgement } from './judge.js'

/**
 * Adds the outcome of the author's callback; `unknown` when it was not called. What the callback throws fails the test.
 * What it does not wait for fails the test if it is an assertion. In all other cases the test is errored: nothing is
 * known of the product.
 * @param root of the project, for paths
 */
export function withVerify(
  judgement: Judgement,
  callback: VerifyOutcome | 'unknown',
  root: string,
): Judgement {
  const reasons =
    callback === 'unknown'
      ? []
      : callback.kind === 'ended'
        ? callback.thrown.map((error) => thrownReason(error, root))
        : [failureReason(callback.failure, root)]
  const failed =
    callback !== 'unknown' &&
    callback.kind === 'ended' &&
    callback.thrown.some(({ isFloating, isAssertion }) => isAssertion || !isFloating)
  const outcome =
    callback === 'unknown' ? 'skipped' : reasons.length === 0 ? 'passed' : failed ? 'failed' : 'errored'
  const actual = reasons[0]?.message
  const { verdict } = judgement
  const check: Check = {
    kind: 'verify',
    name: 'verify',
    outcome,
    ...(actual !== undefined && { actual }),
    participants: { total: 0, passed: 0 },
  }
  return {
    ...judgement,
    verdict:
      outcome === 'failed' && verdict !== 'errored'
        ? 'failed'
        : outcome === 'errored' && verdict === 'passed'
          ? 'errored'
          : verdict,
    reasons: [...judgement.reasons, ...reasons],
    checks: [...judgement.checks.filter(({ kind }) => kind !== 'verify'), check],
  }
}

/** The reason of an error that a callback threw. */
export function thrownReason(error: CallbackError, root: string): Reason {
  const [first = ''] = thrownMessage(error).split('\n')
  const prefix = error.isFloating
    ? error.isAssertion
      ? 'an assertion that is not awaited failed: '
      : 'code that is not awaited threw: '
    : ''
  return verifyReason(`${prefix}${first}`, error, root)
}

function failureReason(failure: CodeFailure, root: string): Reason {
  switch (failure.kind) {
    case 'threw':
      return verifyReason(`its file cannot be loaded: ${thrownMessage(failure.error)}`, failure.error, root)
    case 'ended': {
      const at = framesOf(failure.error.stack, root)[0]?.text
      const place = at === undefined ? '' : ` at ${at}`
      return verifyReason(`the callback ended its thread: ${failure.error.message}${place}`, undefined, root)
    }
    case 'timeout':
      return verifyReason(
        `the callback did not end within ${failure.timeoutMs / 1_000} s; verifyTimeout sets this limit`,
        undefined,
        root,
      )
    case 'broken':
      return verifyReason(
        `its code replaced ${failure.name}, so its assertions prove nothing: they may be unable to fail`,
        undefined,
        root,
      )
    default:
      return verifyReason('the callback was stopped with the session', undefined, root)
  }
}

function verifyReason(message: string, error: ThrownError | undefined, root: string): Reason {
  const details = error ? thrownDetails(error, root) : []
  return {
    kind: 'verify',
    message: message.split('\n')[0] ?? '',
    ...(details.length > 0 && { details }),
    participants: [],
    evidence: [],
  }
}

/** Adds a callback that failed only because of the load: the test is errored, unless it failed for another reason. */
export function withInvalidVerify(judgement: Judgement, reasons: readonly Reason[], root: string): Judgement {
  const { verdict, checks } = withVerify(judgement, 'unknown', root)
  return {
    ...judgement,
    verdict: verdict === 'failed' ? 'failed' : 'errored',
    reasons: [...judgement.reasons, ...reasons],
    checks: checks.map((check) => (check.kind === 'verify' ? { ...check, outcome: 'errored' } : check)),
  }
}
