import { isLive, type Run, type Test } from '@loadero-test/core'
import { describe, expect, test } from 'vitest'
import { type LocalServer, createLocalServer, participantBody, testBody } from '../../test/local.js'
import { idleEngine } from '../engines/idle-engine.js'

async function createTest({ create }: LocalServer, settings: object = {}, count = 1) {
  const { id } = await create<Test>('/tests/', { ...testBody, ...settings })
  await create(`/tests/${id}/participants/`, { ...participantBody, count })
  return id
}
const unset = '0001-01-01T00:00:00Z'

describe('a scenario', () => {
  test.each(['aws-error', 'db-error', 'server-error', 'timeout-exceeded', 'insufficient-resources'] as const)(
    'ends a run as %s without results',
    async (status) => {
      const server = createLocalServer({ runs: [{ test: 'A call', status }] })
      const run = await server.waitForEnd((await server.launch(await createTest(server))).id)
      expect(run).toMatchObject({ status, execution_started: unset })
      expect(await server.results(run.id)).toEqual([])
    },
  )

  test('ends a running run and aborts its participants', async () => {
    const server = createLocalServer({
      runs: [{ status: 'aws-error', at: 'running', holdMs: { running: 5000 } }],
      default: { durationMs: 60_000 },
    })
    const run = await server.waitForEnd((await server.launch(await createTest(server))).id)
    expect(run).toMatchObject({ status: 'aws-error', execution_started: expect.not.stringContaining(unset) })
    expect(await server.results(run.id)).toMatchObject([{ status: 'aborted' }])
  })

  test('holds a run in each of its statuses', async () => {
    const second = 1000
    const statuses = ['pending', 'initializing', 'running', 'waiting-results', 'collecting-results']
    const holdMs = Object.fromEntries(statuses.map((status) => [status, 3 * second]))
    const server = createLocalServer({ runs: [{ holdMs }] })
    const { id } = await server.launch(await createTest(server))
    const seen = new Set<unknown>()
    await server.waitUntil(id, ({ status }) => !isLive(String(seen.add(status) && status)))
    expect([...seen]).toEqual([...statuses, 'done'])
  })
})

test('a run without an engine ends as insufficient-resources', async () => {
  const server = createLocalServer({}, { engine: idleEngine() })
  const { id } = await server.launch(await createTest(server))
  expect(await server.waitForEnd(id)).toMatchObject({ status: 'insufficient-resources' })
})

describe('a limit on participants', () => {
  const busy = () => createLocalServer({ default: { durationMs: 10_000 } }, { capacity: { performance: 3 } })

  test('makes runs wait in the order of their launches', async () => {
    const server = busy()
    const testId = await createTest(server, {}, 2)
    const [first, second] = [await server.launch(testId), await server.launch(testId)]
    await server.waitUntil(first.id, ({ status }) => status === 'running')
    expect(await server.read(second.id)).toMatchObject({ status: 'pending', processing_started: unset })
    const ended = await server.waitForEnd(first.id)
    const waited: Run = await server.waitForEnd(second.id)
    expect(Date.parse(waited.processing_started ?? '')).toBeGreaterThanOrEqual(
      Date.parse(ended.processing_finished ?? ''),
    )
  })

  test('ends a run that exceeds it as insufficient-resources', async () => {
    const server = busy()
    const { id } = await server.launch(await createTest(server, {}, 4))
    expect(await server.waitForEnd(id)).toMatchObject({ status: 'insufficient-resources' })
  })

  test('does not prevent the stop of a waiting run', async () => {
    const server = busy()
    const testId = await createTest(server, {}, 3)
    await server.launch(testId)
    const { id } = await server.launch(testId)
    await server.clock.sleep(1000)
    await server.request('POST', `/tests/${testId}/runs/${id}/stop/`)
    expect(await server.waitForEnd(id)).toMatchObject({ status: 'aborted' })
  })
})

describe('the mode of a test', () => {
  const metrics = { 'machine/cpu/used': [1], 'webrtc/audio/rtt': [2] }
  const resultOf = async (mode: string, assumptions = {}) => {
    const server = createLocalServer({ default: { metrics } }, { assumptions })
    const testId = await createTest(server, { mode })
    await server.create(`/tests/${testId}/asserts/`, {
      path: 'machine/cpu/used/avg',
      operator: 'lt',
      expected: '5',
    })
    const { id } = await server.launch(testId)
    await server.waitForEnd(id)
    const [result] = await server.results(id)
    return { metrics: result?.metrics, status: result?.status }
  }

  test('decides which metrics are recorded', async () => {
    expect(await resultOf('performance')).toMatchObject({ status: 'pass' })
    expect(await resultOf('load')).toMatchObject({
      status: 'fail',
      metrics: { machine: {}, webrtc: { 'webrtc/audio/rtt': { average: 2 } } },
    })
    expect((await resultOf('session-record', { sessionRecordWebrtc: false })).metrics).toEqual({
      machine: {},
      webrtc: {},
    })
  })

  test('skips an assert without data where that is assumed', async () => {
    expect(await resultOf('load', { missingMetric: 'skipped' })).toMatchObject({ status: 'pass' })
  })
})

test('MOS scores are in the result and the run', async () => {
  const mos = [{ score: 4.2, startMs: 0, durationMs: 1000 }]
  const server = createLocalServer({ default: { mos } })
  const { id } = await server.launch(await createTest(server, { mos_test: true }))
  expect(await server.waitForEnd(id)).toMatchObject({ metric_status: 'available', mos_status: 'available' })
  const [result] = await server.results(id)
  expect(result).toMatchObject({
    mos_status: 'available',
    mos: { visqol: [{ score: 4.2, algorithm: 'visqol', result_id: result?.id }] },
  })
  const { id: unscored } = await server.launch(await createTest(server))
  expect(await server.waitForEnd(unscored)).toMatchObject({ mos_status: 'none' })
  expect((await server.results(unscored))[0]).not.toHaveProperty('mos')
})

test('statistics merge each metric over all participants', async () => {
  const server = createLocalServer({
    participants: [{ name: 'other', metrics: { 'machine/cpu/used': [50, 70] } }],
    default: { metrics: { 'machine/cpu/used': [10], 'mos/audio/e-model': [4] } },
  })
  const testId = await createTest(server)
  await server.create(`/tests/${testId}/participants/`, { ...participantBody, name: 'other' })
  const { id } = await server.launch(testId)
  await server.waitForEnd(id)
  const { body } = await server.request<{ metrics: object }>('GET', `/runs/${id}/results/statistics/`)
  expect(body.metrics).toMatchObject({
    machine: { 'machine/cpu/used': { data_count: 3, minimum: 10, maximum: 70, total: 130 } },
    webrtc: {},
  })
})
