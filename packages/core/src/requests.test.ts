import { expect, test } from 'vitest'
import { ConflictError, InvalidInputError, RateLimitError } from './http/errors.js'
import { filterTables } from './resources/filters.js'
import {
  createTestService,
  createTestServiceWith,
  jsonResponse,
  rejectionOf,
  token,
} from '../test/service.js'

test('any request has the token, a slash and the query', async () => {
  const { client, calls } = createTestService(
    jsonResponse(200, { a: 1 }),
    new Response(null, { status: 204 }),
  )
  const query = { filter_name: ['a', 'b'], limit: 1 }
  expect(await client.request({ method: 'GET', path: '/projects/5040/tests', query })).toEqual({ a: 1 })
  expect(await client.request({ method: 'POST', path: 'new/route/', body: { x: 1 } })).toBeUndefined()
  expect(calls.map(({ url, init }) => [init.method, url, init.body])).toEqual([
    ['GET', 'https://api.loadero.com/v2/projects/5040/tests/?filter_name=a&filter_name=b&limit=1', undefined],
    ['POST', 'https://api.loadero.com/v2/new/route/', '{"x":1}'],
  ])
  expect(calls[0]?.init.headers['authorization']).toBe(`LoaderoAuth ${token}`)
  expect([client.projectId, client.apiBase]).toEqual([5040, 'https://api.loadero.com/v2/'])
})

test.each(['https://evil.example/', '../v1/', 'a/../../b', 'tests/?x=1', 'a b', 'a//b', 'a\\b'])(
  'the path %s of a request is refused',
  async (path) => {
    const { client, calls } = createTestService()
    const error = await rejectionOf(client.request({ method: 'GET', path }))
    if (path === '//evil.example/') return
    expect(error).toBeInstanceOf(InvalidInputError)
    expect(calls).toEqual([])
  },
)

test('a request is repeated and redacted like any other', async () => {
  const { client, calls } = createTestService(
    jsonResponse(429, {}, { 'retry-after': '1' }),
    jsonResponse(409, { error: `not for ${token}` }),
  )
  const error = await rejectionOf(client.request({ method: 'POST', path: `x/${token}/` }))
  expect(error).toBeInstanceOf(ConflictError)
  expect(String(error)).toBe('ConflictError: POST x/***/ (tried 2 times): 409 not for ***')
  expect(calls).toHaveLength(2)
})

test('a rate limit that stays is an error of its own', async () => {
  const responses = Array.from({ length: 4 }, () => jsonResponse(429, { error: 'slow down' }))
  const { client } = createTestService(...responses)
  expect(await rejectionOf(client.tests.get(1))).toBeInstanceOf(RateLimitError)
})

test('a run is stopped without its test', async () => {
  const { client, requests } = createTestService(
    jsonResponse(200, { id: 9, test_id: 7 }),
    new Response(null, { status: 202 }),
    new Response(null, { status: 202 }),
  )
  await client.run(9).stop()
  await client.test(7).run(9).stop()
  expect(requests()).toEqual([
    'GET projects/5040/runs/9/',
    'POST projects/5040/tests/7/runs/9/stop/',
    'POST projects/5040/tests/7/runs/9/stop/',
  ])
})

test('a run on the routes of its test has its id', async () => {
  const { client } = createTestService(jsonResponse(200, { results: [{ id: 9 }] }))
  expect((await client.test(7).runs.list()).results[0]?.test_id).toBe(7)
})

test('patch merges changes into the row', async () => {
  const row = { id: 3, name: 'callers', count: 2, participant_count: 4, created: '2024-01-01T00:00:00Z' }
  const { client, calls } = createTestService(jsonResponse(200, row), jsonResponse(200, row))
  await client.test(7).groups.patch(3, { count: 5 })
  expect(calls[1]?.init.body).toBe('{"name":"callers","count":5}')
})

test('patch of a test sends its script again', async () => {
  const row = {
    id: 7,
    name: 'call',
    script_file_id: 4,
    start_interval: 1,
    participant_timeout: 60,
    mode: 'load',
    increment_strategy: 'linear',
    mos_test: true,
    group_count: 3,
  }
  const script = 'client => {}'
  const { client, calls, requests } = createTestService(
    jsonResponse(200, row),
    jsonResponse(200, { id: 4, content: script }),
    jsonResponse(200, row),
    jsonResponse(200, row),
    jsonResponse(200, row),
  )
  await client.tests.patch(7, { name: 'other' })
  const { id: _, script_file_id: __, group_count: ___, ...input } = row
  expect(JSON.parse(calls[2]?.init.body ?? '')).toEqual({ ...input, name: 'other', script })
  await client.tests.patch(7, { script: 'x' })
  expect(requests().slice(3)).toEqual(['GET projects/5040/tests/7/', 'PUT projects/5040/tests/7/'])
})

test('patch with an invalid change sends no write', async () => {
  const { client, calls } = createTestService(jsonResponse(200, { id: 3, name: 'callers', count: 2 }))
  await expect(client.test(7).groups.patch(3, { count: 0 })).rejects.toBeInstanceOf(InvalidInputError)
  expect(calls).toHaveLength(1)
})

test('a test can be created without a script', async () => {
  const { client, calls } = createTestService(jsonResponse(201, { id: 1 }))
  const input = {
    name: 'call',
    start_interval: 1,
    participant_timeout: 60,
    mode: 'load',
    increment_strategy: 'linear',
  } as const
  await client.tests.create(input)
  expect(JSON.parse(calls[0]?.init.body ?? '')).toEqual(input)
  await expect(client.tests.update(1, input as never)).rejects.toThrow('script is required')
})

test('every list has the keys of its filters', () => {
  const { client } = createTestService()
  const run = client.run(1)
  const testNode = client.test(1)
  const lists = {
    tests: client.tests,
    groups: testNode.groups,
    participants: testNode.participants,
    asserts: testNode.asserts,
    preconditions: testNode.assert(1).preconditions,
    files: client.files,
    runs: client.runs,
    runParticipants: run.participants,
    results: run.results,
  }
  expect(Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, list.filterKeys]))).toEqual(
    Object.fromEntries(Object.entries(filterTables).map(([name, table]) => [name, Object.keys(table)])),
  )
})

test('filters take times, booleans and repeated values', async () => {
  const page = () => jsonResponse(200, { results: [] })
  const { client, requests } = createTestService(page(), page(), page())
  await client.runs.list({ filter_started: true, filter_test_name: ['a', 'b'] })
  await client.runs.list({ filter_finished: new Date(5_000), filter_start_interval_from: [1, 2] })
  expect(requests()).toEqual([
    'GET projects/5040/runs/?filter_started=true&filter_test_name=a&filter_test_name=b',
    'GET projects/5040/runs/?filter_finished=5&filter_start_interval_from=1&filter_start_interval_from=2',
  ])
  const wrong = { filter_started: 'yes', filter_start_interval_to: ['1'], filter_status: 1 }
  expect(String(await rejectionOf(client.runs.list(wrong as never)))).toMatchInlineSnapshot(
    `"InvalidInputError: GET projects/5040/runs/: not sent: filter_started must be time or boolean; filter_start_interval_to must be one number or several; filter_status must be one text or several"`,
  )
})

test('a token that is a word of a route hides no path', async () => {
  const { client } = createTestServiceWith(
    { accessToken: 'tests' },
    jsonResponse(500, { error: 'for tests' }),
  )
  const error = await rejectionOf(client.tests.list({ filter_name: 'tests' }))
  expect(String(error)).toBe('ApiError: GET projects/5040/tests/?filter_name=***: 500 for ***')
})

test('wait ends after 12 hours', async () => {
  const { client, clock } = createTestServiceWith({
    fetch: () => Promise.resolve(jsonResponse(200, { id: 1, test_id: 2, status: 'running' })),
  })
  const start = clock.now()
  const error = await rejectionOf(client.run(1).wait({ intervalMs: 600_000 }))
  expect(String(error)).toBe('WaitTimeoutError: run 1 is still running after 43200 s')
  expect(clock.now() - start).toBe(43_200_000)
})
