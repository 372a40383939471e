import { expect, expectTypeOf, test } from 'vitest'
import type { TestFilters } from './filters.js'
import { InvalidInputError } from '../http/errors.js'
import { jsonResponse, rejectionOf, createTestService, createTestServiceWith } from '../../test/service.js'
import { toInput } from './to-input.js'

const call = {
  name: 'call',
  script: 'client => {}',
  start_interval: 1,
  participant_timeout: 60,
  mode: 'load',
  increment_strategy: 'linear',
} as const

test('all problems of an input are reported, and nothing is sent', async () => {
  const { client, calls } = createTestService()
  const invalid = { ...call, name: ' ', start_interval: 0.5, participant_timeout: 600_000, mode: 'chaos' }
  const error = await rejectionOf(client.tests.create({ ...invalid, increment_strategy: undefined as never }))
  expect(error).toBeInstanceOf(InvalidInputError)
  expect((error as InvalidInputError).problems).toEqual([
    { field: 'name', message: 'is empty' },
    { field: 'start_interval', message: 'must be int' },
    {
      field: 'participant_timeout',
      message: 'must be at most 86400, because it is in seconds and no plan allows more than a day',
    },
    {
      field: 'mode',
      message:
        "'chaos' is not one of performance, load, session-record; if the service knows it, add it to the client's alsoAllow.test_mode",
    },
    { field: 'increment_strategy', message: 'is required' },
  ])
  expect(String(error)).toMatchInlineSnapshot(
    `"InvalidInputError: POST projects/5040/tests/: not sent: name is empty; start_interval must be int; participant_timeout must be at most 86400, because it is in seconds and no plan allows more than a day; mode 'chaos' is not one of performance, load, session-record; if the service knows it, add it to the client's alsoAllow.test_mode; increment_strategy is required"`,
  )
  expect(calls).toEqual([])
})

test('an update is validated like a create', async () => {
  const { client } = createTestService()
  const invalid = { path: 'machine/cpu/avg', operator: 'is', expected: 5 as never }
  const error = await rejectionOf(client.test(1).asserts.update(1, invalid))
  expect((error as InvalidInputError).problems.map(({ field }) => field)).toEqual([
    'path',
    'operator',
    'expected',
  ])
  expect(String(error)).toMatchInlineSnapshot(
    `"InvalidInputError: PUT projects/5040/tests/1/asserts/1/: not sent: path 'machine/cpu/avg' is a retired path; operator 'is' is not one of eq, neq, gt, gte, lt, lte, regex; if the service knows it, add it to the client's alsoAllow.operator; expected must be string"`,
  )
  await expect(client.test(1).groups.create(null as never)).rejects.toThrowErrorMatchingInlineSnapshot(
    `[InvalidInputError: POST projects/5040/tests/1/groups/: not sent: the input must be object]`,
  )
})

test('values of alsoAllow and unknown keys are sent', async () => {
  const alsoAllow = { location: ['eu-north-1'] }
  const { client, calls } = createTestServiceWith({ alsoAllow }, jsonResponse(201, { id: 1 }))
  const visitor = { name: 'visitor', count: 1, browser: 'firefox199', location: 'eu-north-1', novelty: 1 }
  await client.test(1).participants.create(visitor)
  expect(JSON.parse(calls[0]?.init.body ?? '')).toEqual(visitor)
  await expect(
    client.test(1).participants.create({ ...visitor, location: 'eu-north-2' }),
  ).rejects.toThrowErrorMatchingInlineSnapshot(
    `[InvalidInputError: POST projects/5040/tests/1/participants/: not sent: location 'eu-north-2' is not one of ap-east-1, ap-northeast-1, ap-northeast-2, ap-south-1, ap-southeast-2, eu-central-1, eu-west-1, eu-west-3, sa-east-1, us-east-1, us-east-2, us-west-2; if the service knows it, add it to the client's alsoAllow.location]`,
  )
})

test('filters become Unix seconds, booleans and repeated keys', async () => {
  const { client, calls } = createTestService(
    jsonResponse(200, { results: [] }),
    jsonResponse(200, { results: [] }),
  )
  await client.runs.list({
    filter_status: ['done', 'aborted'],
    filter_started_from: new Date('2026-01-01T00:00:00.900Z'),
    filter_active: false,
    order_by: '-id',
    limit: 5,
  })
  await client.test(1).participants.list({ filter_browser: 'chromeLatest', filter_count_from: 2 })
  expect(calls.map(({ url }) => new URL(url).search)).toEqual([
    '?filter_status=done&filter_status=aborted&filter_started_from=1767225600&filter_active=false&order_by=-id&limit=5',
    '?filter_browser=chromeLatest&filter_count_from=2',
  ])
})

test('an unknown filter is refused before it is sent', async () => {
  const { client, calls } = createTestService()
  const error = await rejectionOf(
    client.runs.list({ filter_state: 'done', filter_started_from: 5, filter_status: [1] } as never),
  )
  expect((error as InvalidInputError).problems).toEqual([
    { field: 'filter_state', message: 'is not a filter of this list' },
    { field: 'filter_started_from', message: 'must be time' },
    { field: 'filter_status', message: 'must be one text or several' },
  ])
  expect(calls).toEqual([])
})

test('an unknown filter is a type error', () => {
  expectTypeOf<{ filter_test_mode: ['load', 'performance'] }>().toExtend<TestFilters>()
  expectTypeOf<{ filter_start_interval_from: Date }>().not.toExtend<TestFilters>()
  expectTypeOf<keyof TestFilters>().not.toEqualTypeOf<string>()
})

test('toInput picks the keys of an input', async () => {
  const rows = {
    test: { id: 7, ...call, script: undefined, script_file_id: 3, project_id: 1, mos_test: null },
    group: { id: 3, test_id: 7, name: 'callers', count: 2, participant_count: 4 },
    participant: { id: 4, name: 'visitor', count: 1, browser: 'chromeLatest', group_id: null, profile_id: 9 },
    assert: { id: 5, path: 'machine/cpu/used/avg', operator: 'lt', expected: '5', preconditions: null },
    precondition: { id: 6, assert_id: 5, property: 'browser', operator: 'eq', expected: 'chromeLatest' },
    file: { id: 8, file_type: 'test_script', name: 'script.js', content: 'x' },
  }
  const { client } = createTestService(...Object.values(rows).map((row) => jsonResponse(200, row)))
  const node = client.test(7)
  expect(toInput.test(await node.get(), 'client => {}')).toEqual(call)
  expect({ ...toInput.group(await node.groups.get(3)), count: 3 }).toEqual({ name: 'callers', count: 3 })
  expect(toInput.participant(await node.participants.get(4))).toEqual({
    name: 'visitor',
    count: 1,
    browser: 'chromeLatest',
  })
  expect(toInput.assert(await node.asserts.get(5))).toEqual({
    path: 'machine/cpu/used/avg',
    operator: 'lt',
    expected: '5',
  })
  expect(toInput.precondition(await node.assert(5).preconditions.get(6))).toEqual({
    property: 'browser',
    operator: 'eq',
    expected: 'chromeLatest',
  })
  expect(toInput.file(await client.files.get(8))).toEqual({
    file_type: 'test_script',
    name: 'script.js',
    content: 'x',
  })
})
