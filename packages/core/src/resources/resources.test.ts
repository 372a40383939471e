import { expect, test } from 'vitest'
import type { LoaderoClient } from '../client.js'
import { jsonResponse, createTestService } from '../../test/service.js'

const base = 'projects/5040'
const testRow = {
  name: 'call',
  script: 'client => {}',
  start_interval: 1,
  participant_timeout: 60,
  mode: 'load',
  increment_strategy: 'linear',
} as const
const group = { name: 'callers', count: 2 }
const visitor = { name: 'visitor', count: 1, browser: 'chromeLatest' } as const
const assert = { path: 'webrtc/audio/rtt/avg', operator: 'lt', expected: '200' } as const
const precondition = { property: 'browser', operator: 'eq', expected: 'chromeLatest' } as const
const file = { file_type: 'test_script', name: 'script.js', content: 'client => {}' } as const

type Use = (client: LoaderoClient) => Promise<unknown>

const operations: readonly (readonly [string, Use])[] = [
  [`GET ${base}/`, (c) => c.project()],
  [`GET ${base}/tests/`, (c) => c.tests.list()],
  [`POST ${base}/tests/`, (c) => c.tests.create(testRow)],
  [`GET ${base}/tests/7/`, (c) => c.tests.get(7)],
  [`GET ${base}/tests/7/`, (c) => c.test(7).get()],
  [`PUT ${base}/tests/7/`, (c) => c.tests.update(7, testRow)],
  [`DELETE ${base}/tests/7/`, (c) => c.tests.delete(7)],
  [`POST ${base}/tests/7/copy/`, (c) => c.tests.duplicate(7, { name: 'copy' })],
  [`GET ${base}/tests/7/groups/`, (c) => c.test(7).groups.list()],
  [`POST ${base}/tests/7/groups/`, (c) => c.test(7).groups.create(group)],
  [`PUT ${base}/tests/7/groups/3/`, (c) => c.test(7).groups.update(3, group)],
  [`POST ${base}/tests/7/groups/3/copy/`, (c) => c.test(7).groups.duplicate(3)],
  [`GET ${base}/tests/7/groups/3/participants/`, (c) => c.test(7).group(3).participants.list()],
  [`POST ${base}/tests/7/groups/3/participants/`, (c) => c.test(7).group(3).participants.create(visitor)],
  [`POST ${base}/tests/7/groups/3/participants/4/copy/`, (c) => c.test(7).group(3).participants.duplicate(4)],
  [`GET ${base}/tests/7/participants/4/`, (c) => c.test(7).participants.get(4)],
  [`PUT ${base}/tests/7/participants/4/`, (c) => c.test(7).participants.update(4, visitor)],
  [`POST ${base}/tests/7/asserts/`, (c) => c.test(7).asserts.create(assert)],
  [`POST ${base}/tests/7/asserts/5/copy/`, (c) => c.test(7).asserts.duplicate(5)],
  [`GET ${base}/tests/7/asserts/5/preconditions/`, (c) => c.test(7).assert(5).preconditions.list()],
  [
    `PUT ${base}/tests/7/asserts/5/preconditions/6/`,
    (c) => c.test(7).assert(5).preconditions.update(6, precondition),
  ],
  [`GET ${base}/tests/7/runs/`, (c) => c.test(7).runs.list()],
  [`GET ${base}/tests/7/runs/9/`, (c) => c.test(7).run(9).get()],
  [`POST ${base}/tests/7/runs/9/stop/`, (c) => c.test(7).run(9).stop()],
  [`GET ${base}/tests/7/runs/9/results/statistics/`, (c) => c.test(7).run(9).statistics()],
  [`GET ${base}/runs/`, (c) => c.runs.list()],
  [`GET ${base}/runs/9/`, (c) => c.run(9).get()],
  [`GET ${base}/runs/9/participants/8/`, (c) => c.run(9).participants.get(8)],
  [`GET ${base}/runs/9/results/`, (c) => c.run(9).results.list()],
  [`GET ${base}/runs/9/results/2/`, (c) => c.run(9).results.get(2)],
  [`GET ${base}/runs/9/results/statistics/`, (c) => c.run(9).statistics()],
  [`GET ${base}/files/`, (c) => c.files.list({ filter_file_type: 'test_script' })],
  [`POST ${base}/files/`, (c) => c.files.create(file)],
  [`PUT ${base}/files/1/`, (c) => c.files.update(1, file)],
  [`DELETE ${base}/files/1/`, (c) => c.files.delete(1)],
  ['GET statics/', (c) => c.statics.all()],
]

test.each(operations)('%s', async (route, use) => {
  const { client, requests } = createTestService(jsonResponse(200, { id: 1 }))
  // The response fits no list and no enumeration, but only the request is checked.
  await use(client).catch(() => undefined)
  expect(requests().map((request) => request.split('?')[0])).toEqual([route])
})

test('a copy without a name is requested without a body', async () => {
  const { client, calls } = createTestService(jsonResponse(201, { id: 8 }), jsonResponse(200, { id: 9 }))
  await client.tests.duplicate(7, { name: 'nightly' })
  await client.test(7).asserts.duplicate(5)
  expect(calls.map(({ init }) => init.body)).toEqual(['{"name":"nightly"}', undefined])
})

test('an empty response to a stop or a deletion is accepted', async () => {
  const { client } = createTestService(new Response(null, { status: 204 }), new Response('', { status: 202 }))
  await expect(client.tests.delete(1)).resolves.toBeUndefined()
  await expect(client.test(1).run(2).stop()).resolves.toBeUndefined()
})

test('statics are read from entries and from texts', async () => {
  const entry = { classificator: 'location', value: 'eu-west-1', name: 'Ireland', disabled: false }
  const { client } = createTestService(
    jsonResponse(200, { location: [entry], metric_path: ['machine/cpu/used/avg'], aws_status: null }),
    jsonResponse(200, ['location', 'browser']),
    jsonResponse(200, [entry]),
    jsonResponse(200, ['machine/cpu/used/avg']),
  )
  expect(await client.statics.all()).toEqual({
    location: [entry],
    metric_path: [{ value: 'machine/cpu/used/avg' }],
    aws_status: [],
  })
  expect(await client.statics.types()).toEqual(['location', 'browser'])
  expect(await client.statics.get('location')).toEqual([entry])
  expect(await client.statics.metricPaths()).toEqual(['machine/cpu/used/avg'])
})

test('the script of a test is read from its file', async () => {
  const { client, requests } = createTestService(
    jsonResponse(200, { id: 7, script_file_id: 3 }),
    jsonResponse(200, { id: 3, content: 'x' }),
  )
  expect(await client.test(7).script()).toBe('x')
  expect(requests()).toEqual([`GET ${base}/tests/7/`, `GET ${base}/files/3/`])
})

test('statistics count the outcomes of each assert', async () => {
  const { client } = createTestService(
    jsonResponse(200, {
      asserts: [
        { run_assert_id: 1, path: 'machine/cpu/used/avg', pass: 3, fail: 1, skip: 2, preconditions: null },
      ],
      metrics: { machine: null, webrtc: { 'webrtc/audio/rtt': { average: 20 } } },
    }),
  )
  expect(await client.run(9).statistics()).toMatchObject({
    asserts: [{ pass: 3, fail: 1, skip: 2, preconditions: [] }],
    metrics: { machine: {}, webrtc: { 'webrtc/audio/rtt': { average: 20 } } },
  })
})
