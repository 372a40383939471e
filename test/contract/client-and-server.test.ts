import { type ClientOptions, InvalidInputError, LoaderoClient, NotFoundError } from '@loadero-test/core'
import { virtualClock } from '@loadero-test/core/internal'
import { createApp, listen, type Scenario, scriptedEngine } from '@loadero-test/server'
import { describe, expect, onTestFinished, test } from 'vitest'

const accessToken = 'token'
const projectId = 5040

/** The same app, in process and on a socket. */
const transports = {
  'in process': (app: ReturnType<typeof createApp>): Partial<ClientOptions> => ({
    apiBase: 'http://loadero.test/v2/',
    fetch: app,
  }),
  'on a socket': async (app: ReturnType<typeof createApp>): Promise<Partial<ClientOptions>> => {
    const listening = await listen({ app })
    onTestFinished(() => listening.close())
    return { apiBase: `${listening.url}/v2/` }
  },
}

const testInput = {
  name: 'call',
  script: 'client => client.end()',
  start_interval: 10,
  participant_timeout: 60,
  mode: 'performance',
  increment_strategy: 'linear_group',
} as const

describe.each(Object.entries(transports))('client and server %s', (_, transport) => {
  const connect = async (scenario: Scenario = {}) => {
    const clock = virtualClock()
    const app = createApp({ clock, engine: scriptedEngine({ clock, scenario }), projectId, accessToken })
    const options = { projectId, accessToken, clock, rateLimit: Infinity, ...(await transport(app)) }
    const client = new LoaderoClient(options)
    onTestFinished(async () => {
      await client.close()
      await app.close()
    })
    return { client, options, clock }
  }

  test('a test can be created, read, changed and deleted', async () => {
    const { client } = await connect()
    const created = await client.tests.create(testInput)
    expect(created).toMatchObject({ name: 'call', mode: 'performance', project_id: projectId })
    expect(created).not.toHaveProperty('script')
    const file = created.script_file_id ?? 0
    expect((await client.files.get(file)).content).toBe(testInput.script)
    const changed = await client.tests.update(created.id, {
      ...testInput,
      script: 'client => {}',
      mode: 'load',
    })
    expect(changed).toMatchObject({ id: created.id, mode: 'load', script_file_id: file })
    expect((await client.files.get(file)).content).toBe('client => {}')
    await client.tests.delete(created.id)
    await expect(client.tests.get(created.id)).rejects.toThrow(NotFoundError)
    await expect(client.tests.get(created.id)).rejects.toThrow('404 Test not found')
  })

  test('deleting a group deletes its participants', async () => {
    const { client } = await connect()
    const { id } = await client.tests.create(testInput)
    const node = client.test(id)
    const group = await node.groups.create({ name: 'pair', count: 3 })
    const inside = await node
      .group(group.id)
      .participants.create({ name: 'caller', count: 2, browser: 'chromeLatest' })
    const outside = await node.participants.create({
      name: 'observer',
      count: 1,
      browser: 'firefoxLatest',
      network: '4g',
    })
    expect(inside).toMatchObject({
      group_id: group.id,
      compute_unit: 'g2',
      network: 'default',
      record_audio: false,
    })
    expect(outside.group_id ?? undefined).toBeUndefined()
    expect(await node.get()).toMatchObject({ group_count: 3, participant_count: 7 })
    expect((await node.participants.list()).results).toHaveLength(2)
    expect((await node.participants.list({ filter_has_group: false })).results).toMatchObject([
      { name: 'observer' },
    ])
    await node.groups.delete(group.id)
    expect((await node.participants.list()).results).toMatchObject([{ id: outside.id }])
    expect(await node.get()).toMatchObject({ participant_count: 1 })
  })

  test('asserts include their preconditions', async () => {
    const { client } = await connect()
    const { id } = await client.tests.create(testInput)
    const assert = await client
      .test(id)
      .asserts.create({ path: 'webrtc/audio/rtt/avg', operator: 'lt', expected: '200' })
    expect(assert.preconditions).toEqual([])
    await client
      .test(id)
      .assert(assert.id)
      .preconditions.create({ property: 'browser', operator: 'eq', expected: 'chromeLatest' })
    expect((await client.test(id).asserts.list()).results).toMatchObject([
      { id: assert.id, preconditions: [{ property: 'browser', expected: 'chromeLatest' }] },
    ])
  })

  test('missing fields are refused before any request', async () => {
    const { client } = await connect()
    const { id } = await client.tests.create(testInput)
    const refused = client.test(id).participants.create({} as never)
    await expect(refused).rejects.toBeInstanceOf(InvalidInputError)
    await expect(refused).rejects.toMatchObject({
      problems: ['name', 'count', 'browser'].map((field) => ({ field, message: 'is required' })),
    })
  })

  test('a list reports its total and has pages', async () => {
    const { client } = await connect()
    for (const name of ['a', 'b', 'c']) await client.tests.create({ ...testInput, name })
    expect((await client.tests.list()).pagination).toMatchObject({
      limit: 0,
      offset: 0,
      page: 1,
      total_items: 3,
    })
    const page = await client.tests.list({ limit: 2, offset: 2 })
    expect(page.pagination).toMatchObject({ limit: 2, offset: 2, total_pages: 2, total_items: 3 })
    expect(page.results).toMatchObject([{ name: 'c' }])
    expect((await client.tests.list({ filter_name: 'b' })).results).toMatchObject([{ name: 'b' }])
  })

  test('a run passes its statuses and has results', async () => {
    const { client, clock } = await connect({
      startupMs: 120_000,
      default: { durationMs: 30_000, metrics: { 'machine/cpu/used': [1, 2, 3] } },
    })
    const { id } = await client.tests.create(testInput)
    await client.test(id).participants.create({ name: 'visitor', count: 2, browser: 'chromeLatest' })
    await client.test(id).asserts.create({ path: 'machine/cpu/used/max', operator: 'lte', expected: '3' })
    const launched = await client.test(id).launch()
    expect(launched).toMatchObject({ test_id: id, test_mode: 'performance' })
    await client.tests.update(id, { ...testInput, name: 'renamed', participant_timeout: 1 })
    await expect(client.run(launched.id).results.list()).rejects.toThrow('409')
    const start = clock.now()
    const seen: (string | undefined)[] = []
    const run = await client
      .run(launched.id)
      .wait({ intervalMs: 1_000, onChange: ({ status }) => seen.push(status) })
    expect(clock.now() - start).toBeGreaterThanOrEqual(150_000)
    expect(seen.filter((status) => status !== 'pending')).toEqual(
      expect.arrayContaining(['initializing', 'running', 'done']),
    )
    expect(run).toMatchObject({
      status: 'done',
      success_rate: 1,
      participant_count: 2,
      test_name: 'call',
      participant_timeout: 60,
    })
    const { results } = await client.run(run.id).results.list()
    expect(results).toMatchObject([{ status: 'pass' }, { status: 'pass' }])
    const result = await client.run(run.id).results.get(results[0]?.id ?? 0)
    expect(result.metrics?.machine['machine/cpu/used']).toMatchObject({
      average: 2,
      maximum: 3,
      perc_50th: 2,
      data_count: 3,
    })
    expect(result.asserts).toMatchObject([{ status: 'pass', actual: '3', path: 'machine/cpu/used/max' }])
    expect(result.participant_details?.browser).toMatch(/^chrome\d+$/)
  })

  test('the results of a stopped run are aborted', async () => {
    const { client } = await connect({ default: { durationMs: 3_600_000 } })
    const { id } = await client.tests.create({ ...testInput, participant_timeout: 7_200 })
    await client.test(id).participants.create({ name: 'visitor', count: 1, browser: 'chromeLatest' })
    const run = client.test(id).run((await client.test(id).launch()).id)
    const stopped = await run.wait({
      intervalMs: 10,
      onChange: ({ status }) => void (status === 'running' && run.stop()),
    })
    expect(stopped.status).toBe('aborted')
    expect((await run.results.list()).results).toMatchObject([{ status: 'aborted' }])
  })

  test('a test without participants ends with no-users', async () => {
    const { client } = await connect()
    const { id } = await client.tests.create(testInput)
    const { id: run } = await client.test(id).launch()
    expect(await client.run(run).wait({ intervalMs: 10 })).toMatchObject({ status: 'no-users' })
  })

  test('an unknown token or project is refused', async () => {
    const { options } = await connect()
    const stranger = new LoaderoClient({ ...options, accessToken: 'stolen' })
    await expect(stranger.tests.list()).rejects.toThrow('401 Failed to get access token')
    const elsewhere = new LoaderoClient({ ...options, projectId: 1 })
    await expect(elsewhere.tests.list()).rejects.toThrow(
      '403 Access denied: Request access requirements not met',
    )
    await Promise.all([stranger.close(), elsewhere.close()])
  })
})
