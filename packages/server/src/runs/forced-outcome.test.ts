import { isLive, type Run, type Test } from '@loadero-test/core'
import { describe, expect, test } from 'vitest'
import { type LocalServer, createLocalServer, participantBody, testBody } from '../../test/local.js'
import { idleEngine } from '../engines/idle-engine.js'

async function testOf({ make }: LocalServer, settings: object = {}, count = 1) {
  const { id } = await make<Test>('/tests/', { ...testBody, ...settings })
  await make(`/tests/${id}/participants/`, { ...participantBody, count })
  return id
}
const unset = '0001-01-01T00:00:00Z'

describe('a scenario', () => {
  test.each(['aws-error', 'db-error', 'server-error', 'timeout-exceeded', 'insufficient-resources'] as const)(
    'makes a run end as %s, without a result',
    async (status) => {
      const server = createLocalServer({ runs: [{ test: 'A call', status }] })
      const run = await server.over((await server.launch(await testOf(server))).id)
      expect(run).toMatchObject({ status, execution_started: unset })
      expect(await server.results(run.id)).toEqual([])
    },
  )

  test('ends a run in the middle of its execution, with the participants that were under way', async () => {
    const server = createLocalServer({
      runs: [{ status: 'aws-error', at: 'running', holdMs: { running: 5000 } }],
      default: { durationMs: 60_000 },
    })
    const run = await server.over((await server.launch(await testOf(server))).id)
    expect(run).toMatchObject({ status: 'aws-error', execution_started: expect.not.stringContaining(unset) })
    expect(await server.results(run.id)).toMatchObject([{ status: 'aborted' }])
  })

  test('holds a run in each of its statuses', async () => {
    const second = 1000
    const statuses = ['pending', 'initializing', 'running', 'waiting-results', 'collecting-results']
    const holdMs = Object.fromEntries(statuses.map((status) => [status, 3 * second]))
    const server = createLocalServer({ runs: [{ holdMs }] })
    const { id } = await server.launch(await testOf(server))
    const seen = new Set<unknown>()
    await server.until(id, ({ status }) => !isLive(String(seen.add(status) && status)))
    expect([...seen]).toEqual([...statuses, 'done'])
  })
})

test('without an engine a run ends for want of resources', async () => {
  const server = createLocalServer({}, { engine: idleEngine() })
  const { id } = await server.launch(await testOf(server))
  expect(await server.over(id)).toMatchObject({ status: 'insufficient-resources' })
})

describe('a limit on participants', () => {
  const busy = () => createLocalServer({ default: { durationMs: 10_000 } }, { capacity: { performance: 3 } })

  test('lets one run wait for the other, in the order of their launches', async () => {
    const server = busy()
    const testId = await testOf(server, {}, 2)
    const [first, second] = [await server.launch(testId), await server.launch(testId)]
    await server.until(first.id, ({ status }) => status === 'running')
    expect(await server.read(second.id)).toMatchObject({ status: 'pending', processing_started: unset })
    const ended = await server.over(first.id)
    const waited: Run = await server.over(second.id)
    expect(Date.parse(waited.processing_started ?? '')).toBeGreaterThanOrEqual(
      Date.parse(ended.processing_finished ?? ''),
    )
  })

  test('refuses a run that would never fit', async () => {
    const server = busy()
    const { id } = await server.launch(await testOf(server, {}, 4))
    expect(await server.over(id)).toMatchObject({ status: 'insufficient-resources' })
  })

  test('lets a waiting run be stopped', async () => {
    const server = busy()
    const testId = await testOf(server, {}, 3)
    await server.launch(testId)
    const { id } = await server.launch(testId)
    await server.clock.sleep(1000)
    await server.ask('POST', `/tests/${testId}/runs/${id}/stop/`)
    expect(await server.over(id)).toMatchObject({ status: 'aborted' })
  })
})

describe('the mode of a test', () => {
  const metrics = { 'machine/cpu/used': [1], 'webrtc/audio/rtt': [2] }
  const outcome = async (mode: string, assumptions = {}) => {
    const server = createLocalServer({ default: { metrics } }, { assumptions })
    const testId = await testOf(server, { mode })
    await server.make(`/tests/${testId}/asserts/`, {
      path: 'machine/cpu/used/avg',
      operator: 'lt',
      expected: '5',
    })
    const { id } = await server.launch(testId)
    await server.over(id)
    const [result] = await server.results(id)
    return { metrics: result?.metrics, status: result?.status }
  }

  test('decides what is measured', async () => {
    expect(await outcome('performance')).toMatchObject({ status: 'pass' })
    expect(await outcome('load')).toMatchObject({
      status: 'fail',
      metrics: { machine: {}, webrtc: { 'webrtc/audio/rtt': { average: 2 } } },
    })
    expect((await outcome('session-record', { sessionRecordWebrtc: false })).metrics).toEqual({
      machine: {},
      webrtc: {},
    })
  })

  test('leaves an assert without data skipped where that is assumed', async () => {
    expect(await outcome('load', { missingMetric: 'skipped' })).toMatchObject({ status: 'pass' })
  })
})

test('scores of what was heard are in the result, and the run says that they are', async () => {
  const mos = [{ score: 4.2, startMs: 0, durationMs: 1000 }]
  const server = createLocalServer({ default: { mos } })
  const { id } = await server.launch(await testOf(server, { mos_test: true }))
  expect(await server.over(id)).toMatchObject({ metric_status: 'available', mos_status: 'available' })
  const [result] = await server.results(id)
  expect(result).toMatchObject({
    mos_status: 'available',
    mos: { visqol: [{ score: 4.2, algorithm: 'visqol', result_id: result?.id }] },
  })
})

test('statistics show each metric over all participants', async () => {
  const server = createLocalServer({
    participants: [{ name: 'other', metrics: { 'machine/cpu/used': [50, 70] } }],
    default: { metrics: { 'machine/cpu/used': [10], 'mos/audio/e-model': [4] } },
  })
  const testId = await testOf(server)
  await server.make(`/tests/${testId}/participants/`, { ...participantBody, name: 'other' })
  const { id } = await server.launch(testId)
  await server.over(id)
  const { body } = await server.ask<{ metrics: object }>('GET', `/runs/${id}/results/statistics/`)
  expect(body.metrics).toMatchObject({
    machine: { 'machine/cpu/used': { data_count: 3, minimum: 10, maximum: 70, total: 130 } },
    webrtc: {},
  })
})
