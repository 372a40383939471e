import type { Result, Run } from '@loadero-test/core'
import type { Check, Expect, Reason, Verify } from '../model/model.js'
import type { Judgement } from './judge.js'

/** Runs the author's own check; undefined when it holds. */
export async function runVerify(
  verify: Verify,
  run: Run,
  results: readonly Result[],
): Promise<Reason | undefined> {
  try {
    await verify({ run, results, expect: await loadExpect() })
    return undefined
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { kind: 'verify', message: message.split('\n')[0] ?? message, participants: [], evidence: [] }
  }
}

/** Adds what the author's own check came to; `unknown` when it was not run. */
export function withVerify(judged: Judgement, found: Reason | 'held' | 'unknown'): Judgement {
  const failed = typeof found === 'object'
  const outcome = failed ? 'failed' : found === 'held' ? 'passed' : 'skipped'
  const check: Check = {
    kind: 'verify',
    name: 'verify',
    outcome,
    ...(failed && { actual: found.message }),
    participants: { total: 0, passed: 0 },
  }
  return {
    ...judged,
    ...(failed && { verdict: 'failed', reasons: [...judged.reasons, found] }),
    checks: [...judged.checks, check],
  }
}

let expect: Expect | undefined

/** Vitest's matchers on chai, as Vitest itself puts them together. */
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
