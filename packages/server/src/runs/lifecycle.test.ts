import { access, readdir } from 'node:fs/promises'
import { isLive, type Page, type Run, type RunParticipant, type Test } from '@loadero-test/core'
import { virtualClock } from '@loadero-test/core/internal'
import { describe, expect, test, vi } from 'vitest'
import { type LocalServer, createLocalServer, participantBody, testBody } from '../../test/local.js'
import type { Engine } from '../engines/engine.js'
import type { Scenario } from '../engines/scenario.js'
import { createDeferred } from './deferred.js'

const unset = '0001-01-01T00:00:00Z'
function seconds(from?: string, to?: string) {
  return (Date.parse(to ?? '') - Date.parse(from ?? '')) / 1000
}

/** Creates a test with these participants. */
async function createTest({ create }: LocalServer, participants: object[], settings: object = {}) {
  const { id } = await create<Test>('/tests/', { ...testBody, ...settings })
  for (const body of participants) await create(`/tests/${id}/participants/`, { ...participantBody, ...body })
  return id
}

function engineOf(execute: Engine['execute']): Engine {
  return {
    resolveBrowser: (requested) => requested,
    execute,
    close: async () => {},
  }
}
const output = { seleniumResult: 'pass', logs: {}, artifacts: [], metrics: {}, timecards: [] } as const

describe('a run', () => {
  test('starts as pending and goes through its statuses to done', async () => {
    const server = createLocalServer({ startupMs: 5000, default: { durationMs: 20_000 } })
    const testId = await createTest(server, [{ count: 2 }])
    const answer = await server.request<Run>('POST', `/tests/${testId}/runs/`)
    expect(answer.status).toBe(202)
    expect(answer.body).toMatchObject({
      status: 'pending',
      processing_started: unset,
      test_mode: 'performance',
    })
    expect(answer.body).not.toHaveProperty('participant_count')
    const { id } = answer.body
    const seen = new Set<unknown>()
    await server.waitUntil(id, ({ status }) => !isLive(String(seen.add(status) && status)))
    expect([...seen]).toEqual(expect.arrayContaining(['initializing', 'running', 'done']))
    const run = await server.read(id)
    expect(run).toMatchObject({ success_rate: 1, participant_count: 2, total_cu_count: 4 })
    expect(seconds(run.processing_started, run.execution_started)).toBe(5)
    expect(seconds(run.execution_started, run.execution_finished)).toBe(25)
  })

  test("does not count a participant's time after its script", async () => {
    const clock = virtualClock()
    const execute: Engine['execute'] = async (_job, hooks) => {
      await hooks.onReady()
      await clock.sleep(5_000)
      hooks.onEnded?.()
      await clock.sleep(100_000)
      return output
    }
    const server = createLocalServer({}, { clock, engine: engineOf(execute) })
    const { id } = await server.launch(await createTest(server, [{}], { participant_timeout: 10 }))
    await server.waitForEnd(id)
    const [result] = await server.results(id)
    expect(result).toMatchObject({ status: 'pass', selenium_result: 'pass' })
    expect(seconds(result?.start, result?.end)).toBe(5)
  })

  test('ends as no-users without participants', async () => {
    const server = createLocalServer()
    const run = await server.launch(await createTest(server, []))
    expect(await server.waitForEnd(run.id)).toMatchObject({ status: 'no-users', execution_started: unset })
  })

  test('keeps the settings, asserts and script of its launch', async () => {
    const server = createLocalServer({ default: { durationMs: 1000 } })
    const testId = await createTest(server, [{}])
    const run = await server.launch(testId)
    await server.request('PUT', `/tests/${testId}/`, { ...testBody, name: 'Renamed', script: 'changed' })
    const assert = { path: 'machine/cpu/used/avg', operator: 'lt', expected: '1' }
    await server.create(`/tests/${testId}/asserts/`, assert)
    expect(await server.waitForEnd(run.id)).toMatchObject({ test_name: 'A call', success_rate: 1 })
    const { body } = await server.request('GET', `/files/${run.script_file_id}/`)
    expect(body).toMatchObject({ file_type: 'run_script', content: testBody.script })
  })

  test('numbers participants per group copy and resolves browser aliases', async () => {
    const server = createLocalServer()
    const testId = await createTest(server, [{ name: 'alone' }])
    const { id: groupId } = await server.create<object>(`/tests/${testId}/groups/`, {
      name: 'pair',
      count: 2,
    })
    for (const name of ['ann', 'bob']) {
      await server.create(`/tests/${testId}/groups/${groupId}/participants/`, {
        ...participantBody,
        name,
        count: 2,
      })
    }
    const { id } = await server.launch(testId)
    const { body } = await server.request<Page<RunParticipant>>('GET', `/runs/${id}/participants/`)
    const pair = ['ann 0', 'ann 1', 'bob 2', 'bob 3']
    expect(
      body.results.map(
        (one) => `${one.group_num} ${one.group_name} ${one.participant_name} ${one.participant_num}`,
      ),
    ).toEqual([
      ...pair.map((name) => `0 pair ${name}`),
      ...pair.map((name) => `1 pair ${name}`),
      '2  alone 0',
    ])
    expect(body.results[0]).toMatchObject({ browser: 'chrome131', run_id: id })
    expect(body.results[0]).not.toHaveProperty('requested_browser')
  })

  test('starts participants at the times of the ramp-up', async () => {
    const server = createLocalServer({ default: { durationMs: 60_000 } }, { random: () => 0.5 })
    const starts = async (increment_strategy: string) => {
      const settings = { increment_strategy, participant_timeout: 100 }
      const { id } = await server.launch(await createTest(server, [{ count: 5 }], settings))
      const { execution_started } = await server.waitForEnd(id)
      return (await server.results(id)).map(({ start }) => seconds(execution_started, start))
    }
    expect(await starts('linear')).toEqual([0, 2, 4, 6, 8])
    expect(await starts('random')).toEqual([5, 5, 5, 5, 5])
    expect(await starts('linear_group')).toEqual([0, 0, 0, 0, 0])
  })

  test('is listed on both routes, by status and name', async () => {
    const server = createLocalServer()
    const testId = await createTest(server, [{}])
    const { id } = await server.launch(testId)
    await server.waitForEnd(id)
    const find = async (path: string) =>
      (await server.request<Page<Run>>('GET', path)).body.results.map((run) => run.id)
    expect(await find(`/tests/${testId}/runs/?filter_status=done`)).toEqual([id])
    expect(await find('/runs/?filter_status=running&filter_status=pending')).toEqual([])
    expect(await find('/runs/?filter_test_name=call&filter_active=false')).toEqual([id])
  })
})

describe('a participant', () => {
  test('has a timeout that counts from its own start', async () => {
    const server = createLocalServer({
      participants: [{ name: 'slow', result: 'timeout' }],
      default: { durationMs: 29_999 },
    })
    const { id } = await server.launch(
      await createTest(server, [{ name: 'quick' }, { name: 'slow' }], { participant_timeout: 30 }),
    )
    const run = await server.waitForEnd(id)
    expect(run).toMatchObject({ status: 'done', success_rate: 0.5 })
    const [quick, slow] = await server.results(id)
    expect(quick).toMatchObject({ status: 'pass', selenium_result: 'pass' })
    expect(slow).toMatchObject({ status: 'timeout', selenium_result: 'timeout' })
    expect([seconds(slow?.start, slow?.end), seconds(run.execution_started, slow?.end)]).toEqual([30, 35])
  })

  test('is aborted by an engine error, without effect on others', async () => {
    const server = createLocalServer({
      participants: [{ name: 'broken', result: 'error', message: 'no browser' }],
    })
    const { id } = await server.launch(await createTest(server, [{ name: 'broken' }, { name: 'fine' }]))
    expect(await server.waitForEnd(id)).toMatchObject({ status: 'done', success_rate: 0.5 })
    const broken = (await server.results(id)).find(({ status }) => status === 'aborted')
    const log = await server.app(broken?.log_paths?.selenium ?? '')
    expect(await log.text()).toBe('✖ No outcome: [simulated] no browser\n')
  })

  test('that waits for a browser does not delay the others', async () => {
    const clock = virtualClock()
    const first = createDeferred<void>()
    let slots = 1
    const engine = engineOf(async (_job, { onReady, onQueued }) => {
      if (slots-- === 0) {
        onQueued?.()
        await first.promise
      }
      await onReady()
      await clock.sleep(20_000)
      first.resolve()
      return output
    })
    const server = createLocalServer({}, { engine, clock })
    const settings = { participant_timeout: 30, start_interval: 1 }
    const { id } = await server.launch(
      await createTest(server, [{ name: 'first' }, { name: 'second' }], settings),
    )
    const run = await server.waitUntil(id, ({ status }) => !isLive(status))
    expect(run).toMatchObject({ status: 'done', success_rate: 1 })
    const [one, two] = await server.results(id)
    expect([seconds(one?.start, one?.end), seconds(two?.start, two?.end)]).toEqual([20, 20])
    expect(seconds(one?.end, two?.start)).toBeLessThanOrEqual(1)
  })

  test('can end before it is ready', async () => {
    const server = createLocalServer(
      {},
      { engine: engineOf(async () => ({ ...output, seleniumResult: 'fail' })) },
    )
    const { id } = await server.launch(await createTest(server, [{}]))
    expect(await server.waitForEnd(id)).toMatchObject({ status: 'done' })
    expect(await server.results(id)).toMatchObject([{ status: 'fail', start: unset }])
  })
})

test('a run is a server-error when the engine fails for all', async () => {
  const server = createLocalServer({ default: { result: 'error' } })
  const { id } = await server.launch(await createTest(server, [{ count: 2 }]))
  expect(await server.waitForEnd(id)).toMatchObject({ status: 'server-error', execution_started: unset })
  expect(await server.results(id)).toMatchObject([{ status: 'aborted' }, { status: 'aborted' }])
})

test('a run whose results cannot be stored is a server-error', async () => {
  const consoleError = vi.spyOn(console, 'error').mockReturnValue()
  const server = createLocalServer({}, { stateDir: '/nowhere/at/all' })
  const { id } = await server.launch(await createTest(server, [{}]))
  expect(await server.waitForEnd(id)).toMatchObject({ status: 'server-error' })
  expect(consoleError).toHaveBeenCalledWith(expect.objectContaining({ code: 'ENOENT' }))
  consoleError.mockRestore()
})

describe('stop', () => {
  const stop = (server: LocalServer, testId: number, runId: number) =>
    server.request('POST', `/tests/${testId}/runs/${runId}/stop/`)
  const endless: Scenario = { startupMs: 5000, default: { result: 'timeout' } }

  test('aborts participants that have started, and no others', async () => {
    const server = createLocalServer(endless)
    const testId = await createTest(server, [{ count: 2 }])
    const { id } = await server.launch(testId)
    await server.waitUntil(id, ({ status }) => status === 'running')
    await server.clock.sleep(1000)
    expect(await stop(server, testId, id)).toMatchObject({ status: 202, text: '' })
    const run = await server.waitForEnd(id)
    expect(run).toMatchObject({ status: 'aborted', participant_count: 2 })
    expect(run).not.toHaveProperty('success_rate')
    expect(seconds(run.processing_started, run.execution_finished)).toBeLessThan(10)
    expect(await server.results(id)).toMatchObject([{ status: 'aborted', selenium_result: 'aborted' }])
  })

  test('shows the run as stopping until the engine resolves', async () => {
    const released = createDeferred<void>()
    const server = createLocalServer(
      {},
      {
        engine: engineOf(async (_job, hooks) => {
          await hooks.onReady()
          await released.promise
          return output
        }),
      },
    )
    const testId = await createTest(server, [{}])
    const { id } = await server.launch(testId)
    await server.waitUntil(id, ({ status }) => status === 'running')
    await stop(server, testId, id)
    expect(await server.read(id)).toMatchObject({ status: 'stopping' })
    expect((await stop(server, testId, id)).status).toBe(202)
    released.resolve()
    expect(await server.waitForEnd(id)).toMatchObject({ status: 'aborted' })
    expect(await server.results(id)).toMatchObject([{ status: 'aborted' }])
  })

  test.each(['pending', 'initializing'])('works while the run is %s', async (status) => {
    const server = createLocalServer(endless)
    const testId = await createTest(server, [{}])
    const { id } = await server.launch(testId)
    await server.waitUntil(id, (run) => run.status === status)
    await stop(server, testId, id)
    expect(await server.waitForEnd(id)).toMatchObject({
      status: 'aborted',
      execution_started: unset,
      execution_finished: unset,
    })
    expect(await server.results(id)).toEqual([])
  })

  test('of an ended run is a conflict', async () => {
    const server = createLocalServer(endless)
    const testId = await createTest(server, [{}])
    const { id } = await server.launch(testId)
    expect(await server.request('DELETE', `/tests/${testId}/`)).toMatchObject({
      status: 409,
      body: { code: 409 },
    })
    await stop(server, testId, id)
    await server.waitForEnd(id)
    expect(await stop(server, testId, id)).toMatchObject({
      status: 409,
      body: { error: 'Run is not in progress' },
    })
    expect((await server.request('DELETE', `/tests/${testId}/`)).status).toBe(204)
    expect((await server.read(id)).status).toBe('aborted')
  })
})

describe('closing the app', () => {
  test('stops runs, closes the engine and removes files', async () => {
    const directories: string[] = []
    const close = vi.fn<Engine['close']>(async () => {})
    const execute: Engine['execute'] = async (job, hooks) => {
      directories.push(job.directory)
      await hooks.onReady()
      await new Promise((resolve) => hooks.signal.addEventListener('abort', resolve))
      return output
    }
    const server = createLocalServer({}, { engine: { ...engineOf(execute), close } })
    const { id } = await server.launch(await createTest(server, [{}]))
    await server.waitUntil(id, ({ status }) => status === 'running')
    expect(await readdir(directories[0]!)).toEqual([])
    await server.app.close()
    expect(await server.read(id)).toMatchObject({ status: 'aborted' })
    expect(close).toHaveBeenCalledOnce()
    await expect(access(directories[0]!)).rejects.toThrow('ENOENT')
  })
})
