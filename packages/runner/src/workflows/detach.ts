import { LaunchLostError } from '@loadero-test/core'
import type { TestResult } from '../model/result.js'
import { compareSize, type Limits, nextToStart } from '../run/queue-order.js'
import type { RunContext } from '../run/run-context.js'
import type { ReadyTask } from './plan-tasks.js'
import type { RunningSession } from './session-options.js'

export interface Detached {
  /** Of the tests that could not be launched. */
  readonly results: readonly TestResult[]
  readonly launched: number
  readonly waiting: number
}

/** Launches as many tests as may run at a time, and does not wait for their runs. */
export async function launchDetached(
  tests: readonly ReadyTask[],
  limits: Limits,
  { client, signal }: Pick<RunContext, 'client' | 'signal'>,
  { recorder, toErrored, endTest }: RunningSession,
): Promise<Detached> {
  const queue = tests
    .toSorted((a, b) => compareSize(a.load, b.load))
    .map((task) => ({ ...task.load, overtakenBy: 0, task }))
  const started: typeof queue = []
  const next = () => nextToStart(queue, started, limits)
  for (let index = next(); index !== undefined; index = next()) started.push(...queue.splice(index, 1))
  const errored = await Promise.all(
    started.map(async ({ task: { test, apply: applyTest } }) => {
      const toResult = toErrored(test)
      try {
        const testId = await applyTest()
        const { onSend, onLaunched, onLost } = recorder.attempt(test, testId)
        try {
          onLaunched(await client.test(testId).launch({ signal, onSend }))
        } catch (error) {
          if (error instanceof LaunchLostError) onLost()
          throw error
        }
        return []
      } catch (error) {
        return [toResult(error)]
      }
    }),
  )
  const results = errored.flat()
  for (const result of results) endTest(result)
  recorder.detached()
  return { results, launched: started.length - results.length, waiting: tests.length - started.length }
}
