import { LaunchLostError } from '@loadero-test/core'
import type { AttemptListener } from '../model/attempt.js'
import type { TestResult } from '../model/result.js'
import { compareSize, type Limits, type Load, nextToStart } from '../run/queue-order.js'
import type { RunContext } from '../run/run-context.js'

export interface DetachableTest {
  readonly load: Load
  readonly apply: () => Promise<number>
  readonly record: (testId: number) => AttemptListener
  readonly toErrored: (error: unknown) => TestResult
}

export interface Detached {
  /** Of the tests that could not be launched. */
  readonly results: readonly TestResult[]
  readonly launched: number
  readonly waiting: number
}

/** Launches as many tests as may run at a time, and does not wait for their runs. */
export async function launchDetached(
  tests: readonly DetachableTest[],
  limits: Limits,
  { client, signal }: Pick<RunContext, 'client' | 'signal'>,
): Promise<Detached> {
  const queue = tests
    .toSorted((a, b) => compareSize(a.load, b.load))
    .map((test) => ({ ...test.load, overtakenBy: 0, test }))
  const started: typeof queue = []
  const next = () => nextToStart(queue, started, limits)
  for (let index = next(); index !== undefined; index = next()) started.push(...queue.splice(index, 1))
  const startable = started.map(({ test }) => test)
  const errored = await Promise.all(
    startable.map(async ({ apply, record, toErrored }) => {
      try {
        const testId = await apply()
        const { onSend, onLaunched, onLost } = record(testId)
        try {
          onLaunched(await client.test(testId).launch({ signal, onSend }))
        } catch (error) {
          if (error instanceof LaunchLostError) onLost()
          throw error
        }
        return []
      } catch (error) {
        return [toErrored(error)]
      }
    }),
  )
  const results = errored.flat()
  return {
    results,
    launched: startable.length - results.length,
    waiting: tests.length - startable.length,
  }
}
