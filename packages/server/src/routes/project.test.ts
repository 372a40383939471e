import type { Project, Test } from '@loadero-test/core'
import { expect, test } from 'vitest'
import { createLocalServer, participantBody, testBody } from '../../test/local.js'
import { parseProjects } from '../projects.js'

test('the largest compute unit of a plan is a name', async () => {
  const { body } = await createLocalServer().request<Project>('GET', '/')
  expect(body.subscription?.settings).toEqual({
    max_participant_cu: 'g12',
    max_test_duration: '24h',
    max_monthly_cu: 1_000_000,
    max_test_cu: 1_000_000,
    mos_enabled: true,
  })
})

test('a project has the limits of its options', async () => {
  const projects = parseProjects([
    {
      id: 1,
      language: 'python',
      member_count: 4,
      subscription: { payment_plan: 'monthly', settings: { max_participant_cu: 'g2' } },
      plan_limits: { max_test_cu: 10, max_monthly_cu: 100, locations: ['eu-west-1'] },
      compute_unit_usage: { used: 95 },
    },
  ])
  const server = createLocalServer({}, { projects })
  const { body } = await server.request<Project>('GET', '/')
  expect(body).toMatchObject({
    member_count: 4,
    subscription: {
      payment_plan: 'monthly',
      settings: { max_participant_cu: 'g2', max_test_cu: 10, max_monthly_cu: 100 },
    },
    plan_limits: {
      max_test_cu: 10,
      max_monthly_cu: 100,
      included_compute_units: 100,
      locations: ['eu-west-1'],
    },
    compute_unit_usage: { included: 100, used: 95 },
  })
})

test('runs of the month count as usage', async () => {
  const server = createLocalServer()
  const { id } = await server.create<Test>('/tests/', testBody)
  await server.create(`/tests/${id}/participants/`, { ...participantBody, compute_unit: 'g4', count: 2 })
  const used = async () => (await server.request<Project>('GET', '/')).body.compute_unit_usage?.used
  await server.waitForEnd((await server.launch(id)).id)
  await server.launch(id)
  expect(await used()).toBe(16)
  await server.clock.sleep(32 * 24 * 3_600_000)
  expect(await used()).toBe(0)
})

test.each([
  [{ plan_limits: { locations: ['mars'] } }],
  [{ subscription: { settings: { max_participant_cu: 12 } } }],
  [{ plan_limits: { max_tests_cu: 3 } }],
  [{ subscription: { billing_email: 'a@b.example' } }],
])('the project %j is refused', (project) => {
  expect(() => parseProjects([{ id: 1, ...project }])).toThrowErrorMatchingSnapshot()
})

test.each([
  ['python', 'script.py'],
  ['java', 'script.java'],
] as const)('the script of a test in a %s project is %s', async (language, name) => {
  const server = createLocalServer({}, { projects: [{ id: 1, language }] })
  const { script_file_id } = await server.create<Test>('/tests/', testBody)
  expect((await server.request('GET', `/files/${script_file_id}/`)).body).toMatchObject({ name })
})

test('a test needs no script where the service allows it', async () => {
  const { script: _, ...body } = testBody
  const server = createLocalServer({}, { assumptions: { testScript: 'optional' } })
  const created = await server.create<Test>('/tests/', body)
  const content = async () => (await server.request('GET', `/files/${created.script_file_id}/`)).body
  expect(await content()).toMatchObject({ content: '' })
  await server.request('PUT', `/tests/${created.id}/`, testBody)
  await server.request('PUT', `/tests/${created.id}/`, body)
  expect(await content()).toMatchObject({ content: testBody.script })
  expect(await createLocalServer().request('POST', '/tests/', body)).toMatchObject({
    status: 422,
    body: { errors: { script: ['This field is required'] } },
  })
})

test('runs are listed newest first, and tests oldest first', async () => {
  const server = createLocalServer()
  const ids = async (path: string) =>
    (await server.request<{ results: { id: number }[] }>('GET', path)).body.results.map(({ id }) => id)
  for (let count = 0; count < 3; count++) await server.create('/tests/', testBody)
  for (let count = 0; count < 3; count++) await server.launch(1)
  expect(await ids('/tests/')).toEqual([1, 2, 3])
  expect(await ids('/runs/')).toEqual([3, 2, 1])
  expect(await ids('/tests/1/runs/?limit=2')).toEqual([3, 2])
  expect(await ids('/runs/?order_by=id')).toEqual([1, 2, 3])
})

test('the keys that recorded bodies have are in every answer', async () => {
  const server = createLocalServer({
    default: { metrics: { 'machine/cpu/used': [1] }, timecards: [{ name: 'login', durationMs: 5 }] },
  })
  const { id } = await server.create<Test>('/tests/', testBody)
  await server.create(`/tests/${id}/participants/`, participantBody)
  const assert = await server.create(`/tests/${id}/asserts/`, {
    path: 'machine/cpu/used/avg',
    operator: 'lt',
    expected: '80',
  })
  const condition = { property: 'network', operator: 'eq', expected: '4g' }
  await server.create(`/tests/${id}/asserts/${assert.id}/preconditions/`, condition)
  const run = await server.launch(id)
  expect(run).toMatchObject({ launching_account_id: 1 })
  await server.waitForEnd(run.id)
  const [result] = await server.results(run.id)
  expect(result?.log_paths).toMatchObject({ webrtc: '', browser: '', rru: '', allure_report: '' })
  expect(result?.asserts).toMatchObject([{ status: 'skipped', actual: '' }])
  const part = { id: expect.any(Number), created: expect.any(String) }
  expect(result?.data_sync?.result_timecards).toMatchObject([{ ...part, result_id: result?.id }])
  expect(result?.metrics?.machine['machine/cpu/used']).toMatchObject(part)
  const { body } = await server.request('GET', `/runs/${run.id}/results/statistics/`)
  const run_assert_id = result?.asserts[0]?.run_assert_id
  expect(body).toMatchObject({
    asserts: [{ preconditions: [{ ...part, run_assert_id, updated: expect.any(String), ...condition }] }],
    metrics: { machine: { 'machine/cpu/used': part } },
  })
})
