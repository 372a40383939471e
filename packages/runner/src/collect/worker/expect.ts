import {
  addCustomEqualityTesters,
  ASYMMETRIC_MATCHERS_OBJECT,
  customMatchers,
  getState,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  setState,
} from '@vitest/expect'
import * as chai from 'chai'
import type { Expect } from '../../model/spec.js'
import { createExpectPoll, failedAssertion, type MatcherTest } from './expect-poll.js'

/** The `expect` of one callback. */
export interface CallbackExpect {
  readonly expect: Expect
  /** Waits for assertions that the callback did not await. Returns everything that failed without being thrown. */
  readonly finish: () => Promise<readonly unknown[]>
}

const snapshotMatchers = [
  'toMatchSnapshot',
  'toMatchInlineSnapshot',
  'toMatchFileSnapshot',
  'toThrowErrorMatchingSnapshot',
  'toThrowErrorMatchingInlineSnapshot',
]

// As Vitest sets chai up.
chai.use(JestExtend)
chai.use(JestChaiExpect)
chai.use(JestAsymmetricMatchers)
chai.use((_chai, utils) => {
  for (const name of snapshotMatchers) utils.addMethod(chai.Assertion.prototype, name, refuseSnapshot(name))
})

function refuseSnapshot(name: string) {
  return () => {
    throw new Error(
      `${name}() is not supported: results of a run differ each time. Use toMatchObject(), toEqual() or a metric.`,
    )
  }
}

/** Creates an `expect` with its own counts of assertions, so that callbacks do not affect each other. */
export function createExpect(): CallbackExpect {
  const test: MatcherTest = { type: 'test' }
  const expect = ((value: unknown, message?: string) => {
    setState({ assertionCalls: getState(expect).assertionCalls + 1 }, expect)
    return (chai.expect(value, message) as unknown as WithTest).withTest(test)
  }) as unknown as Expect
  const asymmetric = (globalThis as Record<PropertyKey, unknown>)[ASYMMETRIC_MATCHERS_OBJECT] as object
  Object.assign(expect, chai.expect, asymmetric)
  const initialState = {
    assertionCalls: 0,
    isExpectingAssertions: false,
    isExpectingAssertionsError: null,
    expectedAssertionsNumber: null,
    expectedAssertionsNumberErrorGen: null,
  }
  setState(initialState, expect)
  Object.assign(expect, extrasOf(expect, test))
  expect.extend(customMatchers)
  return { expect, finish: () => finish(expect, test) }
}

/** An assertion of each kind, which must fail. */
const failingAssertions: readonly { readonly name: string; readonly run: (expect: Expect) => void }[] = [
  { name: 'toBe', run: (expect) => expect(1).toBe(2) },
  { name: 'toEqual', run: (expect) => expect({ a: [1] }).toEqual({ a: [2] }) },
  { name: 'toStrictEqual', run: (expect) => expect([undefined]).toStrictEqual([]) },
  { name: 'toMatchObject', run: (expect) => expect({ a: { b: 1 } }).toMatchObject({ a: { b: 2 } }) },
  { name: 'toHaveLength', run: (expect) => expect([1]).toHaveLength(0) },
  { name: 'toContain', run: (expect) => expect([1]).toContain(2) },
  { name: 'toBeDefined', run: (expect) => expect(undefined).toBeDefined() },
  { name: 'toBeTruthy', run: (expect) => expect(0).toBeTruthy() },
  { name: 'toBeLessThan', run: (expect) => expect(2).toBeLessThan(1) },
  { name: 'toBeGreaterThan', run: (expect) => expect(1).toBeGreaterThan(2) },
  { name: 'toMatch', run: (expect) => expect('a').toMatch(/b/) },
  { name: 'toThrow', run: (expect) => expect(() => 1).toThrow() },
  { name: 'not', run: (expect) => expect(1).not.toBe(1) },
]

/** The name of an assertion that cannot fail, because code of an author replaced it or what it calls. */
export async function findBrokenAssertion(): Promise<string | undefined> {
  const { expect, finish: end } = createExpect()
  for (let index = 0; index < failingAssertions.length; index++) {
    const assertion = failingAssertions[index]
    try {
      assertion?.run(expect)
    } catch {
      continue
    }
    return assertion?.name
  }
  const { soft } = expect as unknown as WithSoft
  soft(1).toBe(2)
  return (await end()).length === 1 ? undefined : 'expect.soft'
}

interface WithSoft {
  readonly soft: Expect
}

interface WithTest {
  withTest(test: MatcherTest): ReturnType<Expect>
}

function extrasOf(expect: Expect, test: MatcherTest) {
  return {
    getState: () => getState(expect),
    setState: (state: Parameters<Expect['setState']>[0]) => setState(state, expect),
    assert: chai.assert,
    extend: (matchers: object) => (chai.expect as unknown as Extendable).extend(expect, matchers),
    addEqualityTesters: addCustomEqualityTesters,
    addSnapshotSerializer: refuseSnapshot('addSnapshotSerializer'),
    soft: (value: unknown, message?: string) => {
      const assertion = expect(value, message)
      // After the end of the callback, only an error that is thrown is seen.
      return test.isFinished ? assertion : (assertion as unknown as WithContext).withContext({ soft: true })
    },
    poll: createExpectPoll(expect, test),
    unreachable: (message?: string) =>
      chai.assert.fail(`expected${message ? ` "${message}" ` : ' '}not to be reached`),
    assertions: (count: number) => {
      const error = new Error()
      setState(
        {
          expectedAssertionsNumber: count,
          expectedAssertionsNumberErrorGen: () =>
            assertionError(
              error,
              `expected number of assertions to be ${count}, but got ${getState(expect).assertionCalls}`,
            ),
        },
        expect,
      )
    },
    hasAssertions: () => {
      const error = assertionError(new Error(), 'expected any number of assertion, but got none')
      setState({ isExpectingAssertions: true, isExpectingAssertionsError: error }, expect)
    },
  }
}

interface Extendable {
  extend(expect: Expect, matchers: object): void
}

interface WithContext {
  withContext(context: Readonly<Record<string, unknown>>): unknown
}

/** At the place of another error. */
function assertionError({ stack = '' }: Error, message: string): Error {
  const error = failedAssertion(message)
  error.stack = `AssertionError: ${message}\n${stack.split('\n').slice(1).join('\n')}`
  return error
}

async function finish(expect: Expect, test: MatcherTest): Promise<readonly unknown[]> {
  const settled = await Promise.allSettled(test.promises ?? [])
  test.isFinished = true
  const rejected = settled.flatMap((one): unknown[] => (one.status === 'rejected' ? [one.reason] : []))
  const forgotten = (test.onFinished ?? []).flatMap((check): unknown[] => {
    try {
      check()
      return []
    } catch (error) {
      return [error]
    }
  })
  const state = getState(expect)
  const hasOtherCount =
    state.expectedAssertionsNumber !== null &&
    state.expectedAssertionsNumber !== undefined &&
    state.assertionCalls !== state.expectedAssertionsNumber
  return [
    ...(test.result?.errors ?? []),
    ...rejected,
    ...forgotten,
    ...(hasOtherCount ? [state.expectedAssertionsNumberErrorGen?.()] : []),
    ...(state.isExpectingAssertions && state.assertionCalls === 0 ? [state.isExpectingAssertionsError] : []),
  ]
}
