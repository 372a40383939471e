import type { Result, Run, Test } from '@loadero-test/core'
import { describe, expect, test } from 'vitest'
import { createLocalServer, testBody } from '../../test/local.js'
import { parseSeed } from './schema.js'

function createSeededServer(seed: object) {
  return createLocalServer({}, { seed: parseSeed(seed) })
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
