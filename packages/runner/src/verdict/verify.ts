import type { Result, Run } from '@loadero-test/core'
import { errorMessage } from '@loadero-test/core/internal'
import type { Check, Reason } from '../model/result.js'
import type { Expect, Verify } from '../model/spec.js'
import type { Judgement } from './judge.js'

/** Runs the author's callback; `undefined` when it holds. */
export async function runVerify(
  verify: Verify,
  run: Run,
  results: readonly Result[],
): Promise<Reason | undefined> {
  try {
    await verify({ run, results, expect: await loadExpect() })
    return undefined
  } catch (error) {
    const [message = ''] = errorMessage(error).split('\n')
    return { kind: 'verify', message, participants: [], evidence: [] }
  }
}

/** Adds the result of the author's callback; `unknown` when it did not run. */
export function withVerify(judgement: Judgement, callback: Reason | 'held' | 'unknown'): Judgement {
  const hasFailed = typeof callback === 'object'
  const outcome = hasFailed ? 'failed' : callback === 'held' ? 'passed' : 'skipped'
  const check: Check = {
    kind: 'verify',
    name: 'verify',
    outcome,
    ...(hasFailed && { actual: callback.message }),
    participants: { total: 0, passed: 0 },
  }
  return {
    ...judgement,
    ...(hasFailed && { verdict: 'failed', reasons: [...judgement.reasons, callback] }),
    checks: [...judgement.checks, check],
  }
}

/** Adds a callback that failed only because of the load: the test is errored, unless it failed for another reason. */
export function withInvalidVerify(judgement: Judgement, reason: Reason): Judgement {
  const { verdict, reasons, checks } = withVerify(judgement, 'unknown')
  return {
    ...judgement,
    verdict: verdict === 'failed' ? 'failed' : 'errored',
    reasons: [...reasons, reason],
    checks: checks.map((check) => (check.kind === 'verify' ? { ...check, outcome: 'errored' } : check)),
  }
}

let expect: Expect | undefined

/** Vitest's matchers on chai, set up as Vitest does. */
async function loadExpect(): Promise<Expect> {
  if (expect) return expect
  const [chai, { JestAsymmetricMatchers, JestChaiExpect, JestExtend }] = await Promise.all([
    import('chai'),
    import('@vitest/expect'),
  ])
  chai.use(JestExtend)
  chai.use(JestChaiExpect)
  chai.use(JestAsymmetricMatchers)
  expect = chai.expect as unknown as Expect
  return expect
}
