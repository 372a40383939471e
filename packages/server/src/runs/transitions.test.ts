import { isLive, runStatuses, type Test } from '@loadero-test/core'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { createLocalServer, participantBody, testBody } from '../../test/local.js'
import { createStore } from '../store/store.js'
import { unsetTime } from '../store/timestamp.js'
import { moveRun, transitions } from './lifecycle.js'

const runningStatuses = [
  'pending',
  'initializing',
  'running',
  'waiting-results',
  'collecting-results',
] as const
const forcedStatuses = ['done', 'aborted', 'aws-error', 'server-error', 'timeout-exceeded'] as const

function insertPendingRun(store: ReturnType<typeof createStore>) {
  return store.insert('runs', {
    project_id: 1,
    test_id: 1,
    status: 'pending',
    test_mode: 'performance',
    test_name: 'A call',
    script_file_id: 1,
    increment_strategy: 'linear',
    start_interval: 1,
    participant_timeout: 1,
    mos_test: false,
    processing_started: unsetTime,
    processing_finished: unsetTime,
    execution_started: unsetTime,
    execution_finished: unsetTime,
    success_rate: 0,
    group_count: 0,
    participant_count: 1,
    total_cu_count: 1,
    metric_status: 'none',
    mos_status: 'none',
  })
}

test('a run goes through its statuses in the order of the table', () => {
  const store = createStore({ now: () => unsetTime })
  const run = insertPendingRun(store)
  expect(() => moveRun(store, run, 'running')).toThrow('Run 1 cannot go from pending to running')
  for (const status of [...runningStatuses.slice(1), 'done'] as const) {
    expect(moveRun(store, run, status).status).toBe(status)
  }
  expect(() => moveRun(store, run, 'stopping')).toThrow('Run 1 cannot go from done to stopping')
})

test('every live status of the table leads to an end status', () => {
  expect(new Set(Object.keys(transitions))).toEqual(new Set(Object.keys(runStatuses).filter(isLive)))
  for (const causes of Object.values(transitions)) {
    expect(Object.keys(causes).some((next) => !isLive(next))).toBe(true)
  }
})

test('every run ends as forced, stopped or by itself', async () => {
  const consoleError = vi.spyOn(console, 'error').mockReturnValue()
  const runs = fc.record({
    status: fc.option(fc.constantFrom(...forcedStatuses), { nil: undefined }),
    at: fc.constantFrom(...runningStatuses),
    result: fc.constantFrom(...(['pass', 'fail', 'timeout', 'error'] as const)),
    stopAfterMs: fc.option(fc.integer({ min: 0, max: 12_000 }), { nil: undefined }),
  })
  await fc.assert(
    fc.asyncProperty(runs, async ({ status, at, result, stopAfterMs }) => {
      const forced = { at, holdMs: { [at]: 2000 }, ...(status !== undefined && { status }) }
      const participant = { result, durationMs: 3000 }
      const server = createLocalServer({ startupMs: 1000, runs: [forced], default: participant })
      const { id: testId } = await server.create<Test>('/tests/', { ...testBody, participant_timeout: 5 })
      await server.create(`/tests/${testId}/participants/`, participantBody)
      const { id } = await server.launch(testId)
      let isStopped = false
      if (stopAfterMs !== undefined) {
        await server.clock.sleep(stopAfterMs)
        const { status: httpStatus } = await server.request('POST', `/tests/${testId}/runs/${id}/stop/`)
        isStopped = httpStatus === 202
      }
      const own = result === 'error' ? 'server-error' : 'done'
      // A run whose engine fails ends before the statuses that follow `initializing`.
      const isForced = result !== 'error' || ['pending', 'initializing'].includes(at)
      const expected = isStopped ? 'aborted' : isForced ? (status ?? own) : own
      expect((await server.waitForEnd(id)).status).toBe(expected)
    }),
    { numRuns: 100 },
  )
  expect(consoleError).not.toHaveBeenCalled()
  consoleError.mockRestore()
})
