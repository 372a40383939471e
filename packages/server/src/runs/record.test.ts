import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Assert, Result, Test } from '@loadero-test/core'
import { expect, test } from 'vitest'
import { type LocalServer, createLocalServer, participantBody, testBody } from '../../test/local.js'
import type { Engine } from '../engines/engine.js'
import type { Scenario } from '../engines/scenario.js'

async function createTest(server: LocalServer, asserts: object[] = []) {
  const { id } = await server.create<Test>('/tests/', testBody)
  await server.create(`/tests/${id}/participants/`, participantBody)
  for (const { preconditions = [], ...assert } of asserts as { preconditions?: object[] }[]) {
    const { id: assertId } = await server.create<Assert>(`/tests/${id}/asserts/`, assert)
    for (const condition of preconditions)
      await server.create(`/tests/${id}/asserts/${assertId}/preconditions/`, condition)
  }
  return id
}
const scenario: Scenario = {
  default: {
    metrics: {
      'machine/cpu/used': [10, 20, 60],
      'webrtc/video/codec/in': 'VP8',
      'webrtc/audio/packetsLost/in/percent': 1.5,
      'mos/audio/e-model': [4, 4.5],
      'webrtc/audio/rtt': [],
    },
    timecards: [
      { name: 'login', durationMs: 100 },
      { name: 'login', startMs: 200, durationMs: 400 },
    ],
  },
}
function assertOf(path: string, operator: string, expected: string) {
  return { path, operator, expected }
}

test('a result has the metrics, timecards and logs of its participant', async () => {
  const server = createLocalServer(scenario)
  const { id } = await server.launch(await createTest(server))
  await server.waitForEnd(id)
  const [result] = await server.results(id)
  expect(result?.metrics).toEqual({
    machine: {
      'machine/cpu/used': expect.objectContaining({
        metric_path: 'machine/cpu/used',
        data_count: 3,
        average: 30,
      }),
    },
    webrtc: {
      'webrtc/video/codec/in': {
        id: expect.any(Number),
        created: result?.created,
        metric_path: 'webrtc/video/codec/in',
        value: 'VP8',
      },
      'webrtc/audio/packetsLost/in/percent': expect.objectContaining({ value: 1.5 }),
    },
  })
  const start = Date.parse(result?.start ?? '')
  expect(result?.data_sync?.result_timecards).toMatchObject([
    { name: 'login', start, end: start + 100 },
    { name: 'login', start: start + 200, end: start + 600 },
  ])
  expect(result).toMatchObject({ asserts: null, participant_details: { participant_name: 'caller' } })
  expect(result?.run_participant_id).toBe(result?.participant_details?.id)
  expect(await (await server.app(result?.log_paths?.selenium ?? '')).text()).toContain('[simulated]')
})

test('a list of results shows only the overview', async () => {
  const server = createLocalServer(scenario)
  const { id } = await server.launch(await createTest(server))
  await server.waitForEnd(id)
  const { body } = await server.request<{ results: Result[] }>(
    'GET',
    `/runs/${id}/results/?filter_status=pass&filter_name=caller`,
  )
  expect(Object.keys(body.results[0] ?? {}).toSorted()).toEqual([
    'created',
    'end',
    'id',
    'mos_status',
    'participant_details',
    'run_participant_id',
    'selenium_result',
    'start',
    'status',
    'updated',
  ])
})

test.each([
  ['machine/cpu/used/max', 'lte', '60', '60', 'pass'],
  ['machine/cpu/used/50th', 'gt', '20', '20', 'fail'],
  ['webrtc/video/codec/in', 'regex', 'VP', 'VP8', 'pass'],
  ['webrtc/audio/packetsLost/in/percent', 'lt', '1', '1.5', 'fail'],
  ['mos/audio/e-model/avg', 'gte', '4', '4.25', 'pass'],
  ['actions/timeExecution/login', 'lt', '250', '250', 'fail'],
  ['actions/timeExecution/logout', 'lt', '250', undefined, 'fail'],
  ['webrtc/audio/rtt/avg', 'lt', '250', undefined, 'fail'],
])('the assert %s %s %s compares %s and is a %s', async (path, operator, expected, actual, status) => {
  const server = createLocalServer(scenario)
  const { id } = await server.launch(await createTest(server, [assertOf(path, operator, expected)]))
  await server.waitForEnd(id)
  const [result] = await server.results(id)
  expect(result).toMatchObject({
    status,
    selenium_result: 'pass',
    asserts: [{ path, operator, expected, status }],
  })
  expect(result?.asserts[0]?.actual).toBe(actual)
})

test('asserts of a failed script are evaluated and cannot make it pass', async () => {
  const server = createLocalServer({ default: { ...scenario.default, result: 'fail' } })
  const { id } = await server.launch(await createTest(server, [assertOf('machine/cpu/used/avg', 'lt', '80')]))
  await server.waitForEnd(id)
  expect(await server.results(id)).toMatchObject([{ status: 'fail', asserts: [{ status: 'pass' }] }])
})

test('statistics count the statuses of each assert', async () => {
  const server = createLocalServer(scenario)
  const elsewhere = { property: 'location', operator: 'neq', expected: 'us-west-2' }
  const testId = await createTest(server, [
    assertOf('machine/cpu/used/avg', 'lt', '80'),
    assertOf('machine/cpu/used/avg', 'gt', '80'),
    { ...assertOf('machine/cpu/used/avg', 'gt', '80'), preconditions: [elsewhere] },
  ])
  const { id } = await server.launch(testId)
  await server.waitForEnd(id)
  const { body } = await server.request<{ asserts: object[] }>(
    'GET',
    `/tests/${testId}/runs/${id}/results/statistics/`,
  )
  expect(body.asserts).toMatchObject([
    { pass: 1, fail: 0, skip: 0, status: 'pass', preconditions: [] },
    { pass: 0, fail: 1, skip: 0, status: 'fail' },
    { pass: 0, fail: 0, skip: 1, status: 'pass', preconditions: [elsewhere] },
  ])
  const [result] = await server.results(id)
  expect(body.asserts).toMatchObject(result?.asserts.map(({ run_assert_id }) => ({ run_assert_id })) ?? [])
})

test('results and statistics are refused while the run is live, unless assumed otherwise', async () => {
  const readLive = async (resultsWhileLive: boolean) => {
    const server = createLocalServer(
      { default: { durationMs: 50_000 } },
      { assumptions: { resultsWhileLive } },
    )
    const { id } = await server.launch(await createTest(server))
    const paths = ['results/', 'results/1/', 'results/statistics/'].map((path) => `/runs/${id}/${path}`)
    return Promise.all(paths.map(async (path) => (await server.request('GET', path)).status))
  }
  expect(await readLive(false)).toEqual([409, 409, 409])
  expect(await readLive(true)).toEqual([200, 404, 200])
})

test('only an assert that fails on a measured value has the caveat', async () => {
  const engine: Engine = {
    resolveBrowser: (requested) => requested,
    close: async () => {},
    execute: async (_job, hooks) => {
      await hooks.onReady()
      const metrics = { 'machine/cpu/used': { samples: [80] } }
      return {
        seleniumResult: 'pass',
        logs: {},
        artifacts: [],
        metrics,
        timecards: [],
        caveat: 'a busy machine',
      }
    },
  }
  const server = createLocalServer({}, { engine })
  const { id: testId } = await server.create<Test>('/tests/', testBody)
  await server.create(`/tests/${testId}/participants/`, participantBody)
  for (const [path, expected] of [
    ['machine/cpu/used/avg', '50'],
    ['machine/cpu/used/max', '90'],
    ['machine/ram/used/avg', '50'],
  ])
    await server.create(`/tests/${testId}/asserts/`, { path, operator: 'lt', expected })
  const { id } = await server.launch(testId)
  await server.waitForEnd(id)
  const [result] = await server.results(id)
  expect(result?.asserts.map(({ path, status, message }) => [path, status, message])).toEqual([
    ['machine/cpu/used/avg', 'fail', 'a busy machine'],
    ['machine/cpu/used/max', 'pass', undefined],
    ['machine/ram/used/avg', 'fail', 'No data for this metric'],
  ])
})

test('artifacts are served, and one outside its directory is an error', async () => {
  const engine: Engine = {
    resolveBrowser: (requested) => requested,
    close: async () => {},
    execute: async ({ directory }, hooks) => {
      await hooks.onReady()
      const path = join(directory, 'start.png')
      await writeFile(path, 'pixels')
      const artifacts = [
        { kind: 'screenshots', name: 'start.png', path },
        { kind: 'downloads', name: 'passwd', path: '/etc/passwd' },
      ] as const
      return { seleniumResult: 'pass', logs: {}, artifacts, metrics: {}, timecards: [] }
    },
  }
  const server = createLocalServer({}, { engine })
  const { id } = await server.launch(await createTest(server))
  await server.waitForEnd(id)
  const [result] = await server.results(id)
  expect(result?.artifacts).toMatchObject({
    audio: { paths: null },
    downloads: { paths: null, error: "passwd is not in its job's directory" },
    video: { paths: null },
  })
  const [address = ''] = result?.artifacts?.screenshots?.paths ?? []
  expect(await (await server.app(address)).text()).toBe('pixels')
})
