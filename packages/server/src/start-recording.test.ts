import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LoaderoClient } from '@loadero-test/core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createLocalServer, participantBody, testBody } from '../test/local.js'
import type { AppOptions } from './app.js'
import type { Scenario } from './engines/scenario.js'
import { parseSeed } from './seed/schema.js'
import { startServiceRecording } from './start-recording.js'

const token = 'service-token-0123456789'

interface RecordedService {
  readonly scenario?: Scenario
  readonly service?: Partial<AppOptions>
  readonly assumptions?: AppOptions['assumptions']
  readonly directory?: string
  /** Changes the responses of the service. */
  readonly alter?: (body: object, path: string) => object
  readonly respond?: (path: string) => Response | undefined
}

function createDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'loadero-test-record-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  return directory
}

/** A recorder in front of a second local Loadero, with a client of the recorder. */
async function record({ scenario = {}, service = {}, ...options }: RecordedService = {}) {
  const { app, clock } = createLocalServer(scenario, { accessToken: token, ...service })
  const directory = options.directory ?? createDirectory()
  let output = ''
  const recorder = await startServiceRecording({
    upstream: 'http://service.test/v2/',
    directory,
    write: (text) => (output += text),
    ...(options.assumptions && { assumptions: options.assumptions }),
    fetch: async (url, init) => {
      const { pathname } = new URL(url)
      const response = options.respond?.(pathname) ?? (await clock.during(() => app(url, init)))
      if (!options.alter || !response.headers.get('content-type')?.includes('json')) return response
      const body = options.alter((await response.json()) as object, pathname)
      return Response.json(body, response)
    },
  })
  let isOpen = true
  const close = async () => {
    isOpen = false
    return recorder.close()
  }
  const client = new LoaderoClient({
    projectId: 1,
    accessToken: token,
    apiBase: `${recorder.url}/v2/`,
    clock,
    rateLimit: Infinity,
    retry: { attempts: 1 },
    alsoAllow: { network: ['7g'] },
  })
  onTestFinished(async () => {
    await client.close()
    if (isOpen) await close()
  })
  const read = (file: string) => readFileSync(join(directory, file), 'utf8')
  return { client, clock, close, directory, read, url: recorder.url, output: () => output }
}

/** One of everything, and a finished run. */
async function fillProject(client: LoaderoClient) {
  const { id } = await client.tests.create(testBody)
  const group = await client.test(id).groups.create({ name: 'callers', count: 2 })
  await client.test(id).group(group.id).participants.create(participantBody)
  const assert = await client.test(id).asserts.create({
    path: 'machine/cpu/used/avg',
    operator: 'lt',
    expected: '80',
  })
  const condition = { property: 'network', operator: 'eq', expected: 'default' }
  await client.test(id).assert(assert.id).preconditions.create(condition)
  const run = await client.test(id).launch()
  await client.test(id).run(run.id).wait()
  return { id, groupId: group.id, assertId: assert.id, runId: run.id }
}

async function readProject(client: LoaderoClient, { id, groupId, assertId, runId }: Filled) {
  await client.project()
  const [test_, run] = [client.test(id), client.run(runId)]
  await client.files.list()
  await test_.get()
  await test_.script()
  await client.tests.list()
  await test_.groups.list()
  await test_.group(groupId).participants.list()
  await test_.participants.list()
  await test_.asserts.list()
  await test_.assert(assertId).preconditions.list()
  await client.runs.list()
  await run.participants.list()
  const { results } = await run.results.list()
  for (const result of results) await run.results.get(result.id)
  await run.statistics()
}
type Filled = Awaited<ReturnType<typeof fillProject>>

const scenario: Scenario = {
  default: { metrics: { 'machine/cpu/used': [10, 20] }, timecards: [{ name: 'login', durationMs: 250 }] },
}

describe('a recorder', () => {
  test('finds no difference to a service that is a local Loadero', async () => {
    const { client, close, output } = await record({ scenario })
    await readProject(client, await fillProject(client))
    const { differences, notCompared, exchanges } = await close()
    expect(differences).toEqual([])
    expect(notCompared).toBe(0)
    expect(exchanges).toBeGreaterThan(20)
    expect(output()).toContain('Differences: 0.')
  })

  test('finds no difference when it has seen nothing before', async () => {
    const service = createLocalServer(scenario, { accessToken: token })
    const direct = new LoaderoClient({
      projectId: 1,
      accessToken: token,
      fetch: service.app,
      clock: service.clock,
    })
    onTestFinished(() => direct.close())
    const filled = await fillProject(direct)
    const dump = parseSeed(await service.app.dump())
    const { client, close } = await record({ service: { seed: dump } })
    await readProject(client, filled)
    expect((await close()).differences).toEqual([])
  })

  test.each([
    ['copyStatus', 201],
    ['stopStatus', 204],
    ['launchWhileLive', false],
    ['deleteWhileLive', true],
    ['resultsWhileLive', true],
    ['omittedOnUpdate', 'default'],
    ['unknownValues', 'accept'],
    ['nameFilter', 'whole'],
  ] as const)('finds that the service has %s=%s', async (name, value) => {
    const { client, close } = await record({
      scenario: { runs: [{ test: 'Live', holdMs: { pending: 1e9 } }] },
      service: { assumptions: { [name]: value } },
    })
    const ignore = () => undefined
    const { id } = await client.tests.create({ ...testBody, name: 'Live' })
    const live = client.test(id)
    await client.tests.duplicate(id)
    const participant = await live.participants.create({ ...participantBody, compute_unit: 'g4' })
    await live.participants.update(participant.id, participantBody)
    await client.tests.list({ filter_name: 'Li' })
    await live.participants.create({ ...participantBody, network: '7g' }).catch(ignore)
    const run = await live.launch()
    await live.launch().catch(ignore)
    await client.run(run.id).results.list().catch(ignore)
    await client.run(run.id).get()
    await client.tests.delete(id).catch(ignore)
    await live.run(run.id).stop().catch(ignore)
    const { differences } = await close()
    expect(differences.map(({ assumption }) => assumption)).toContain(`${name}=${value}`)
  })

  test('finds fields, types and orders of a service that is not a local Loadero', async () => {
    const { client, close, output, read, directory } = await record({
      scenario,
      alter: (body, path) => {
        if (path === '/v2/projects/1/tests/' && 'results' in body && Array.isArray(body.results)) {
          const rows = body.results.map((row: object) => ({ ...row, deleted: false, start_interval: '10' }))
          return { ...body, results: rows.toReversed() }
        }
        return path.endsWith('/copy/') ? { ...body, mode: undefined } : body
      },
    })
    const { id } = await client.tests.create(testBody)
    await client.tests.duplicate(id)
    await client.tests.list().catch(() => undefined)
    await client.tests.list().catch(() => undefined)
    const { differences } = await close()
    expect(output().replaceAll(directory, '<directory>')).toMatchSnapshot()
    expect(JSON.parse(read('differences.json'))).toEqual(differences)
    expect(differences.map(({ kind, path, count }) => [kind, path, count])).toEqual([
      ['field', 'mode', 1],
      ['order', 'results', 2],
      ['type', 'results[].start_interval', 2],
      ['field', 'results[].deleted', 2],
    ])
  })

  test('finds new fields anywhere in a result, and keeps the rest', async () => {
    const { client, close, read } = await record({
      scenario,
      alter: (body, path) => {
        if (!/results\/\d+\/$/.test(path)) return body
        const { asserts, log_paths } = body as { asserts: object[]; log_paths: object }
        const withRank = asserts.map((assert) => ({ ...assert, rank: 1 }))
        return { ...body, asserts: withRank, log_paths: { ...log_paths, trace: 'x' }, new_part: {} }
      },
    })
    await readProject(client, await fillProject(client))
    const { differences } = await close()
    expect(differences.map(({ kind, path }) => `${kind} ${path}`).toSorted()).toEqual([
      'field asserts[].rank',
      'field log_paths.trace',
      'field new_part',
    ])
    expect(read('seed.json')).not.toMatch(/rank|trace|new_part/)
  })

  test('records errors, and compares those that the local Loadero can know', async () => {
    const { client, close, url } = await record({
      respond: (path) =>
        path.endsWith('/groups/') ? new Response('<h1>Bad gateway</h1>', { status: 502 }) : undefined,
    })
    const send = (path: string, init: RequestInit = {}) =>
      fetch(`${url}/v2${path}`, { headers: { authorization: `LoaderoAuth ${token}` }, ...init })
    expect((await send('/projects/1/', { headers: {} })).status).toBe(401)
    expect((await send('/projects/2/')).status).toBe(403)
    expect((await send('/projects/1/tests/77/')).status).toBe(404)
    expect((await send('/projects/1/tests/', { method: 'POST', body: '{}' })).status).toBe(422)
    expect((await send('/projects/1/nonsense/')).status).toBe(404)
    expect((await send('//statics', { redirect: 'manual' })).status).toBe(301)
    const redirected = await send('/projects/1/tests', { redirect: 'manual' })
    expect(redirected.headers.get('location')).toBe('/v2/projects/1/tests/')
    const { id } = await client.tests.create(testBody)
    expect((await send(`/projects/1/tests/${id}/groups/`)).status).toBe(502)
    const { differences, notCompared, exchanges } = await close()
    expect(differences).toEqual([])
    expect({ notCompared, exchanges }).toEqual({ notCompared: 1, exchanges: 9 })
  })

  test('passes on a response when its directory cannot be written', async () => {
    const { client, directory, output } = await record()
    await rm(directory, { recursive: true })
    expect((await client.project()).id).toBe(1)
    await expect.poll(output).toContain('cannot be recorded')
  })

  test('responds with 502 when the service does not respond', async () => {
    const { url, output } = await record({
      respond: () => {
        throw new Error(`no route for ${token}`)
      },
    })
    const headers = { authorization: `LoaderoAuth ${token}` }
    expect((await fetch(`${url}/v2/projects/1/`, { headers })).status).toBe(502)
    expect(output()).toContain('service.test does not respond')
    expect(output()).not.toContain(token)
  })
})

describe('a recording', () => {
  test('is a seed that responds as the service did', async () => {
    const { client, close, read } = await record({ scenario })
    const filled = await fillProject(client)
    await readProject(client, filled)
    const { results } = await client.run(filled.runId).results.list()
    const detail = await client.run(filled.runId).results.get(results[0]?.id ?? 0)
    const statistics = await client.run(filled.runId).statistics()
    await close()
    const seeded = createLocalServer({}, { seed: parseSeed(JSON.parse(read('seed.json'))) })
    const again = new LoaderoClient({
      projectId: 1,
      accessToken: 'any',
      fetch: seeded.app,
      clock: seeded.clock,
    })
    onTestFinished(() => again.close())
    expect(await again.test(filled.id).script()).toBe(testBody.script)
    expect(await again.test(filled.id).get()).toMatchObject({ group_count: 2, participant_count: 2 })
    expect((await again.run(filled.runId).results.get(detail.id)).metrics).toEqual(detail.metrics)
    const asserts = statistics.asserts.map(({ path, pass, fail }) => ({ path, pass, fail }))
    expect((await again.run(filled.runId).statistics()).asserts).toMatchObject(asserts)
  })

  test('is continued by a later recorder', async () => {
    const first = await record()
    const { id } = await first.client.tests.create(testBody)
    await first.close()
    const second = await record({
      directory: first.directory,
      service: { seed: parseSeed({ tests: [{ id, name: testBody.name, script: 'x' }] }) },
    })
    await second.client.test(id).groups.create({ name: 'late', count: 1 })
    await second.close()
    expect(JSON.parse(second.read('seed.json'))).toMatchObject({
      tests: [{ id }],
      groups: [{ name: 'late', test_id: id }],
    })
  })

  test('lacks deleted rows and what belongs to them', async () => {
    const { client, close, read } = await record()
    const { id } = await client.tests.create(testBody)
    await client.test(id).groups.create({ name: 'callers', count: 2 })
    await client.tests.delete(id)
    await close()
    expect(JSON.parse(read('seed.json'))).toMatchObject({ projects: [{ id: 1 }] })
    expect(read('seed.json')).not.toContain('callers')
  })

  test('in a directory with another file of that name is refused', async () => {
    const directory = createDirectory()
    writeFileSync(join(directory, 'exchanges.ndjson'), 'a shopping list\n')
    await expect(record({ directory })).rejects.toThrow('Line 1 of the recording is not an exchange')
  })

  test('contains no secrets and no personal data', async () => {
    const { client, close, read, output, directory } = await record({
      alter: (body, path) =>
        path === '/v2/projects/1/' ? { ...body, subscription: { billing_email: 'boss@example.com' } } : body,
    })
    await client.project()
    await client.tests.create({
      ...testBody,
      name: `of jane.doe@example.com with ${token}`,
      script:
        "client => client.setValue('#password', 'hunter2').url('https://joe:hunter3@example.com/?token=hunter4')",
    })
    await client.tests.list({ filter_name: 'jane.doe@example.com' })
    await client.files.create({
      file_type: 'ssl-certificate',
      name: 'a.pem',
      content: 'private-key-of-the-company',
      password: 'hunter5',
    })
    await close()
    const files = ['exchanges.ndjson', 'differences.json', 'seed.json']
    const text = files.map(read).join() + output()
    for (const secret of [token, 'boss@', 'jane.doe', 'hunter', 'private-key']) {
      expect(text).not.toContain(secret)
    }
    for (const file of files) expect(statSync(join(directory, file)).mode & 0o077).toBe(0)
  })
})
