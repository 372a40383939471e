import type { Result, Run, Test } from '@loadero-test/core'
import { describe, expect, test } from 'vitest'
import { createLocalServer, participantBody, testBody } from '../../test/local.js'
import { parseSeed } from './schema.js'

function createSeededServer(seed: object) {
  return createLocalServer({}, { seed: parseSeed(seed) })
}
function omitUsage(project: unknown): object {
  const { compute_unit_usage: _, ...rest } = project as Record<string, unknown>
  return rest
}
const aTest = { id: 6866, created: '2021-02-02T11:59:50Z', updated: '2021-04-13T08:37:45Z', name: '1:1 call' }
const aRun = { id: 34778, test_id: 6866, status: 'done', test_name: '1:1 call', success_rate: 1 }
const aResult = {
  id: 12,
  start: '2021-03-01T07:28:00Z',
  end: '2021-03-01T07:29:00Z',
  status: 'pass',
  selenium_result: 'pass',
  participant_details: {
    id: 77,
    run_id: 34778,
    participant_name: 'caller',
    browser: 'chrome88',
    profile_id: 18378,
  },
  log_paths: { selenium: 'https://bucket.example/selenium.txt', webrtc: '' },
  metrics: { machine: { 'machine/cpu/used': { metric_path: 'machine/cpu/used', average: 41.3 } } },
  asserts: [
    { id: 5, run_assert_id: 9, path: 'machine/cpu/used/avg', operator: 'lt', expected: '80', status: 'pass' },
  ],
}

describe('a seed', () => {
  test('keeps ids and times, and new rows get higher ids', async () => {
    const { request } = createSeededServer({ tests: [{ ...aTest, script: 'client => {}' }] })
    const { body } = await request<Test>('GET', '/tests/6866/')
    expect(body).toMatchObject({ ...aTest, mode: 'performance' })
    expect((await request('GET', `/files/${body.script_file_id}/`)).body).toMatchObject({
      content: 'client => {}',
    })
    expect((await request<Test>('POST', '/tests/', testBody)).body.id).toBe(6867)
  })

  test('restores runs and results with their logs', async () => {
    const logs = [{ path: 'browser/own.txt', content: 'hello' }]
    const log_paths = { ...aResult.log_paths, browser: 'browser/own.txt' }
    const server = createSeededServer({
      tests: [aTest],
      runs: [aRun],
      results: [{ ...aResult, log_paths }],
      logs,
    })
    expect((await server.request<Run>('GET', '/runs/34778/')).body).toMatchObject({
      status: 'done',
      success_rate: 1,
    })
    const [result] = (await server.results(34778)) as (Result | undefined)[]
    expect(result).toMatchObject({
      id: 12,
      run_participant_id: 77,
      participant_details: { profile_id: 18378 },
      asserts: [{ run_assert_id: 9, result_id: 12 }],
      metrics: { machine: { 'machine/cpu/used': { average: 41.3 } } },
      log_paths: { selenium: 'https://bucket.example/selenium.txt' },
    })
    expect(await (await server.app(result?.log_paths?.browser ?? '')).text()).toBe('hello')
    const { body } = await server.request('GET', '/runs/34778/results/statistics/')
    expect(body).toMatchObject({ asserts: [{ run_assert_id: 9, pass: 1 }] })
  })

  test('reads the profile of a participant from before 2022', async () => {
    const { browser: _, ...participant_details } = aResult.participant_details
    const profile_params = { browser: 'firefox90', network: '4g', media_type: '1080pAV' }
    const server = createSeededServer({
      tests: [aTest],
      runs: [aRun],
      results: [{ ...aResult, participant_details, profile_params }],
    })
    const [result] = await server.results(34778)
    expect(result?.participant_details).toMatchObject({
      browser: 'firefox90',
      network: '4g',
      location: 'us-west-2',
    })
  })

  test('has MOS scores with times in either form', async () => {
    const section = {
      id: 1,
      created: '2021-03-01T07:29:00Z',
      result_id: 12,
      algorithm: 'visqol',
      score: '4.2',
    }
    const at = { start: '2021-03-01T07:28:10Z', end: Date.UTC(2021, 2, 1, 7, 28, 15) }
    const result = { ...aResult, mos_status: 'available', mos: { visqol: [{ ...section, ...at }] } }
    const server = createSeededServer({ tests: [aTest], runs: [aRun], results: [result] })
    const [read] = await server.results(34778)
    expect(read?.mos?.visqol).toEqual([
      {
        id: expect.any(Number),
        created: expect.any(String),
        result_id: 12,
        algorithm: 'visqol',
        score: 4.2,
        start: '2021-03-01T07:28:10Z',
        end: '2021-03-01T07:28:15Z',
      },
    ])
  })

  test('takes rows as the API answers them', async () => {
    const server = createLocalServer({ default: { result: 'pass' } })
    const { id } = await server.create<Test>('/tests/', testBody)
    const { id: group } = await server.create(`/tests/${id}/groups/`, { name: 'a', count: 2 })
    await server.create(`/tests/${id}/groups/${group}/participants/`, participantBody)
    const assert = { path: 'machine/cpu/used/avg', operator: 'lt', expected: '80' }
    const { id: assertId } = await server.create(`/tests/${id}/asserts/`, assert)
    const condition = { property: 'network', operator: 'eq', expected: '4g' }
    await server.create(`/tests/${id}/asserts/${assertId}/preconditions/`, condition)
    const run = await server.launch(id)
    await server.waitForEnd(run.id)
    const list = async (path: string) =>
      (await server.request<{ results: object[] }>('GET', path)).body.results
    const answers = async (from: typeof server) => ({
      project: (await from.request('GET', '/')).body,
      asserts: (await from.request('GET', `/tests/${id}/asserts/`)).body,
      groups: (await from.request('GET', `/tests/${id}/groups/`)).body,
      results: await from.results(run.id),
    })
    const seed = {
      projects: [(await server.request('GET', '/')).body],
      tests: await list('/tests/'),
      groups: await list(`/tests/${id}/groups/`),
      participants: await list(`/tests/${id}/participants/`),
      asserts: await list(`/tests/${id}/asserts/`),
      runs: await list('/runs/'),
      results: (await server.results(run.id)) as object[],
    }
    const again = createLocalServer({}, { seed: parseSeed(seed) })
    const { project, ...others } = await answers(again)
    const { project: before, ...othersBefore } = await answers(server)
    expect(others).toEqual(othersBefore)
    // The seeded runs count in addition to what the project had used.
    expect(omitUsage(project)).toEqual(omitUsage(before))
  })

  test.each([
    { projects: [{ id: 1, colour: 'red' }] },
    { projects: [{ id: 1, plan_limits: { max_test_cu: 5, max_rooms: 2 } }] },
    { tests: [{ ...aTest, colour: 'red' }] },
    { tests: [{ ...aTest, participant_timout: 5 }] },
    {
      asserts: [{ id: 1, test_id: 1, path: 'x', operator: 'lt', expected: '1', preconditions: [{ id: 1 }] }],
    },
    { results: [{ ...aResult, metric: {} }] },
    { results: [{ ...aResult, participant_details: { ...aResult.participant_details, age: 5 } }] },
    { results: [{ ...aResult, log_paths: { selenum: 'x' } }] },
  ])('with a key that it does not know is refused by name (%#)', (seed) => {
    expect(() => parseSeed(seed)).toThrowErrorMatchingSnapshot()
  })

  test('of 2021 keeps its machine statistics and media types', async () => {
    const machine_stats = [{ id: 1, cpu_usage: 5 }]
    const server = createSeededServer({
      tests: [aTest],
      participants: [{ id: 3, test_id: 6866, name: 'old', count: 1, media_type: '1080pAV' }],
      runs: [aRun],
      results: [{ ...aResult, machine_stats }],
    })
    expect((await server.results(34778))[0]).toMatchObject({ machine_stats })
    const { body } = await server.request('GET', '/tests/6866/participants/?filter_media_type=1080pAV')
    expect(body).toMatchObject({ results: [{ id: 3, media_type: '1080pAV' }] })
  })

  test('can hold a live run, which stays live', async () => {
    const server = createSeededServer({ tests: [aTest], runs: [{ ...aRun, status: 'initializing' }] })
    expect(await server.read(34778)).toMatchObject({ status: 'initializing' })
    expect((await server.request('GET', '/runs/34778/results/')).status).toBe(409)
  })

  test.each([
    { groups: [{ id: 1, test_id: 9, name: 'x', count: 1 }] },
    { tests: [aTest, aTest] },
    { runs: [aRun], results: [{ ...aResult, participant_details: null }] },
  ])('with a missing parent or a repeated id is refused (%#)', (seed) => {
    expect(() => createSeededServer(seed)).toThrowErrorMatchingSnapshot()
  })

  test('with a mistake is refused with its place', () => {
    expect(() => parseSeed({ tests: [{ id: 'one', name: 'x' }] })).toThrowErrorMatchingInlineSnapshot(`
      [SchemaError: Invalid seed:
      tests[0].id: must be a number, not 'one']
    `)
    expect(() => parseSeed({ test: [] })).toThrowErrorMatchingInlineSnapshot(`
      [SchemaError: Invalid seed:
      unknown key 'test'. Did you mean 'tests'?]
    `)
    expect(() => parseSeed({ logs: [{ path: '../../etc/passwd', content: '' }] }))
      .toThrowErrorMatchingInlineSnapshot(`
        [SchemaError: Invalid seed:
        logs[0].path: must match /^[a-z]+\\/\\w[\\w.-]*$/, not '../../etc/passwd']
      `)
  })
})
