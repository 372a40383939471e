import { setTimeout as wait } from 'node:timers/promises'
import * as chai from 'chai'
import type { Expect } from '../../model/spec.js'

/** What the matchers of Vitest record about the test that they run in. */
export interface MatcherTest {
  readonly type: 'test'
  /** Failures of `expect.soft`. */
  result?: { errors?: unknown[] }
  /** Assertions that were not awaited. */
  promises?: Promise<unknown>[]
  onFinished?: (() => void)[]
  /** The callback has ended. */
  isFinished?: boolean
}

export interface PollOptions {
  /** Milliseconds between two attempts. Default: 50. */
  readonly interval?: number
  /** Milliseconds. Default: 1,000. */
  readonly timeout?: number
  readonly message?: string
}

/** A longer timer of Node.js ends at once. */
const maxTimerMs = 2 ** 31 - 1

const unsupported = ['resolves', 'rejects', 'toThrow', 'toThrowError', 'throw', 'throws']

/** `expect.poll(read).toBe(…)`: repeats the assertion with a new value until it holds, or the time is over. */
export function createExpectPoll(expect: Expect, test: MatcherTest) {
  return (read: () => unknown, { interval = 50, timeout = 1_000, message }: PollOptions = {}) => {
    const assertion = expect(null, message) as unknown as object
    const attempt = async (matcher: (...values: unknown[]) => unknown, values: readonly unknown[]) => {
      chai.util.flag(assertion, 'object', await read())
      return matcher.apply(assertion, [...values])
    }
    const repeat = async (
      matcher: (...values: unknown[]) => unknown,
      values: readonly unknown[],
      at: Error,
    ) => {
      const endMs = performance.now() + timeout
      for (;;) {
        const isLast = performance.now() >= endMs
        try {
          return await attempt(matcher, values)
        } catch (error) {
          if (isLast) throw withPlace(error, at)
        }
        await wait(Math.min(interval, maxTimerMs))
      }
    }
    const proxy: unknown = new Proxy(assertion, {
      get: (target, name, receiver) => {
        if (typeof name === 'string' && unsupported.includes(name)) {
          throw new SyntaxError(`expect.poll() is not supported in combination with .${name}`)
        }
        const member: unknown = Reflect.get(target, name, receiver)
        if (typeof member !== 'function') return member instanceof chai.Assertion ? proxy : member
        return (...values: unknown[]) => {
          const at = new Error()
          return awaitable(test, String(name), at, () => repeat(member as () => unknown, values, at))
        }
      },
    })
    return proxy
  }
}

/** Starts with the first `then`. An assertion that is never awaited is an error at the end of the callback. */
function awaitable(test: MatcherTest, name: string, at: Error, start: () => Promise<unknown>) {
  let started: Promise<unknown> | undefined
  const promise = () => (started ??= start())
  if (test.isFinished) void promise()
  test.onFinished ??= []
  test.onFinished.push(() => {
    if (started) return
    throw withPlace(
      failedAssertion(`expect.poll(…).${name}() was not awaited, so it was not executed. Add await.`),
      at,
    )
  })
  return {
    // eslint-disable-next-line unicorn/no-thenable -- as in Vitest, the assertion is awaited
    then: (...handlers: Parameters<Promise<unknown>['then']>) => promise().then(...handlers),
    catch: (handler: (error: unknown) => unknown) => promise().catch(handler),
    finally: (handler: () => void) => promise().finally(handler),
    [Symbol.toStringTag]: 'Promise',
  }
}

/** The author's line is that of the call, not that of a later attempt. */
function withPlace(error: unknown, { stack = '' }: Error): unknown {
  if (error instanceof Error) {
    error.stack = `${error.name}: ${error.message}\n${stack.split('\n').slice(2).join('\n')}`
  }
  return error
}

/** An error as a failing matcher throws it. */
export function failedAssertion(message: string): Error {
  try {
    return chai.assert.fail(message)
  } catch (error) {
    return error as Error
  }
}
