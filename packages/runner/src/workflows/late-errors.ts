import { resolve } from 'node:path'
import type { TestResult } from '../model/result.js'
import type { SessionError } from '../model/session.js'
import type { LateError } from '../collect/user-code/worker-thread.js'
import { thrownReason } from '../verdict/verify.js'
import { thrownAt, thrownMessage } from '../model/wire/thrown-text.js'

export interface LateErrorsResult {
  readonly results: readonly TestResult[]
  /** Errors that belong to no test. */
  readonly errors: readonly SessionError[]
}

/**
 * Applies errors that came after their cause had ended. An assertion of a callback fails its test; any other error of a
 * callback makes its test errored. An error of a spec file that belongs to no callback is an error of the session.
 * @param testOf the test of a callback, by its file and its number
 */
export function applyLateErrors(
  results: readonly TestResult[],
  lateErrors: readonly LateError[],
  { root, testOf }: { readonly root: string; readonly testOf: (error: LateError) => string | undefined },
): LateErrorsResult {
  const byTest = new Map<string, LateError[]>()
  const errors: SessionError[] = []
  for (const late of lateErrors) {
    const id = testOf(late)
    if (id !== undefined && results.some(({ test }) => test.id === id)) {
      byTest.set(id, [...(byTest.get(id) ?? []), late])
      continue
    }
    const { error, owner } = late
    const at = thrownAt(error, root)
    const place = at ? `${at.file}:${at.line}:${at.column ?? 1}` : owner && resolve(root, owner.path)
    const [first = ''] = thrownMessage(error).split('\n')
    errors.push({
      kind: 'code',
      message: `a spec file threw an error after it had loaded: ${first}${place ? ` (${place})` : ''}`,
      hint: 'Await every promise, and remove timers from spec files.',
    })
  }
  const merged = results.map((result): TestResult => {
    const late = byTest.get(result.test.id) ?? []
    if (late.length === 0) return result
    const failed = late.some(({ error }) => error.isAssertion)
    const outcome = failed ? 'failed' : 'errored'
    const reasons = late.map(({ error }) => thrownReason({ ...error, isFloating: true }, root))
    const isWorse = result.verdict === 'passed' || (failed && result.verdict === 'errored')
    return {
      ...result,
      verdict: isWorse ? outcome : result.verdict,
      reasons: [...result.reasons, ...reasons],
      checks: result.checks.map((check) =>
        check.kind === 'verify' && check.outcome !== 'failed'
          ? { ...check, outcome, actual: reasons[0]?.message ?? '' }
          : check,
      ),
    }
  })
  return { results: merged, errors }
}
