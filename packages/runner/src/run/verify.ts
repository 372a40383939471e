import type { Result, Run } from '@loadero-test/core'
import type { Expect, Reason, Verify } from '../model.js'

/** Runs the author's own check; undefined when it holds. */
export const runVerify = async (
  verify: Verify,
  run: Run,
  results: readonly Result[],
): Promise<Reason | undefined> => {
  try {
    await verify({ run, results, expect: await loadExpect() })
    return undefined
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { kind: 'verify', message: message.split('\n')[0] ?? message, participants: [], evidence: [] }
  }
}

let expect: Expect | undefined

/** Vitest's matchers on chai, as Vitest itself puts them together. */
const loadExpect = async (): Promise<Expect> => {
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
