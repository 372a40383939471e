import { classificators, isBrowser, isMetricPath, LoaderoClient } from '@loadero-test/core'
import { filterTables, virtualClock } from '@loadero-test/core/internal'
import { schemas } from '@loadero-test/core/internal/schemas'
import { describe, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { createLocalServer, type LocalServer, participantBody, testBody } from '../test/local.js'
import { createApp } from './app.js'
import { idleEngine } from './engines/idle-engine.js'
import type { Scenario } from './engines/scenario.js'
import { scriptedEngine } from './engines/scripted-engine.js'
import { parseSeed } from './seed/schema.js'

const measured = {
  metrics: {
    'machine/cpu/used': [10, 20],
    'machine/network/packets/in': [0, 0],
    'webrtc/video/codec/in': 'VP8',
    'webrtc/audio/packetsLost/in/percent': 1.5,
  },
  timecards: [
    { name: 'login', durationMs: 250 },
    { name: 'login', startMs: 300, durationMs: 1 },
  ],
  mos: [{ score: 4.2, durationMs: 5000 }],
}

/** What a scenario can make of a run and of its participants. */
const scenarios: Readonly<Record<string, Scenario>> = {
  'everything passes': { default: { durationMs: 2000, ...measured } },
  'nothing is measured': {},
  'a participant fails': { default: { result: 'fail', message: 'no dial tone', ...measured } },
  'a participant times out': { default: { result: 'timeout', ...measured } },
  'the engine fails': { default: { result: 'error' } },
  ...Object.fromEntries(
    (
      [
        'done',
        'aborted',
        'no-users',
        'insufficient-resources',
        'aws-error',
        'db-error',
        'server-error',
        'timeout-exceeded',
      ] as const
    ).map((status) => [
      `the run ends as ${status}`,
      { runs: [{ status, at: 'running' }], default: measured },
    ]),
  ),
  ...Object.fromEntries(
    (['pending', 'initializing', 'running', 'waiting-results', 'collecting-results'] as const).map(
      (status) => [`the run stays ${status}`, { runs: [{ holdMs: { [status]: 1e9 } }] }],
    ),
  ),
}

const asserts = [
  { path: 'machine/cpu/used/avg', operator: 'lt', expected: '80' },
  { path: 'machine/cpu/used/avg', operator: 'gt', expected: '80' },
  { path: 'machine/ram/used/avg', operator: 'lt', expected: '80' },
  { path: 'actions/timeExecution/login', operator: 'regex', expected: '(' },
]

/** A project with one of everything, and one run whose mode it returns. */
async function fill(server: LocalServer, mode: string): Promise<number> {
  const { create } = server
  const { id: testId } = await create('/tests/', { ...testBody, mode, mos_test: true })
  const { id: group } = await create(`/tests/${testId}/groups/`, { name: 'pair', count: 2 })
  await create(`/tests/${testId}/groups/${group}/participants/`, { ...participantBody, compute_unit: 'g0.5' })
  await create(`/tests/${testId}/participants/`, { ...participantBody, record_audio: true })
  for (const assert of asserts) {
    const { id } = await create(`/tests/${testId}/asserts/`, assert)
    if (assert.operator !== 'gt') continue
    const condition = { property: 'network', operator: 'eq', expected: '4g' }
    await create(`/tests/${testId}/asserts/${id}/preconditions/`, condition)
  }
  await create(`/tests/${testId}/copy/`, {})
  await create('/files/', { file_type: 'ssl-certificate', name: 'a.pem', content: 'x', password: 'y' })
  return (await server.launch(testId)).id
}

/** The lists below a project, or below a row of another list, with the schemas of their rows. */
const runLists = {
  participants: { schema: schemas.runParticipantSchema },
  results: { schema: schemas.resultSchema },
}
const lists: Lists = {
  files: { schema: schemas.fileSchema },
  runs: { schema: schemas.runSchema, children: runLists },
  tests: {
    schema: schemas.testSchema,
    children: {
      groups: {
        schema: schemas.groupSchema,
        children: { participants: { schema: schemas.participantSchema } },
      },
      participants: { schema: schemas.participantSchema },
      asserts: {
        schema: schemas.assertSchema,
        children: { preconditions: { schema: schemas.preconditionSchema } },
      },
      runs: { schema: schemas.runSchema, children: runLists },
    },
  },
}
interface Lists {
  readonly [path: string]: { readonly schema: z.ZodType<{ id: number }>; readonly children?: Lists }
}

interface Row {
  readonly id: number
}

/** Reads everything that can be read, and returns what is wrong with it. */
async function crawl(server: LocalServer): Promise<string[]> {
  const problems: string[] = []
  const read = async <T>(path: string, schema: z.ZodType): Promise<T | undefined> => {
    const { body, status } = await server.send<T>('GET', path)
    if (status === 409) return undefined
    const { error } = schema.safeParse(body)
    const found = [...(error ? [z.prettifyError(error)] : []), ...invalidValues(body)]
    problems.push(...found.map((problem) => `${status} ${path}: ${problem}`))
    return body
  }
  const readLists = async (owner: string, below: Lists): Promise<void> => {
    for (const [name, { schema, children }] of Object.entries(below)) {
      const list = await read<{ results: Row[] }>(`${owner}${name}/`, schemas.pageSchema(schema))
      for (const { id } of list?.results ?? []) {
        await read(`${owner}${name}/${id}/`, schema)
        if (children) await readLists(`${owner}${name}/${id}/`, children)
        if (name === 'runs') await read(`${owner}${name}/${id}/results/statistics/`, schemas.statisticsSchema)
      }
    }
  }
  await read('/projects/1/', schemas.projectSchema)
  await readLists('/projects/1/', lists)
  return problems
}

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/
function oneOf(values: readonly string[]) {
  return (value: unknown) => values.includes(String(value))
}
function listOf(holds: (value: unknown) => boolean) {
  return (value: unknown) => Array.isArray(value) && value.every(holds)
}
function isTime(value: unknown) {
  return typeof value === 'string' && time.test(value)
}
function isDuration(value: unknown) {
  return /^\d+h$/.test(String(value))
}
/** A status says what it is the status of by the keys beside it. */
const statuses = [
  ...classificators.run_status,
  ...classificators.result_status,
  ...classificators.assert_status,
]

/** What the values of a key must be, wherever it occurs. */
const rules: Readonly<Record<string, (value: unknown) => boolean>> = {
  ...Object.fromEntries(
    Object.entries<readonly string[]>(classificators)
      .filter(([name]) => !['artifact', 'browser', 'metric_key'].includes(name))
      .map(([name, values]) => [name, oneOf(values)]),
  ),
  algorithm: oneOf(classificators.mos_algorithm),
  mode: oneOf(classificators.test_mode),
  mos_status: oneOf(classificators.metric_status),
  selenium_result: oneOf(classificators.result_status),
  status: oneOf(statuses),
  max_participant_cu: oneOf(classificators.compute_unit),
  compute_units: listOf(oneOf(classificators.compute_unit)),
  locations: listOf(oneOf(classificators.location)),
  browsers: listOf((value) => isBrowser(String(value))),
  path: (value) => isMetricPath(String(value)),
  ...Object.fromEntries(
    ['max_test_duration', 'included_test_duration', 'plan_duration'].map((key) => [key, isDuration]),
  ),
  ...Object.fromEntries(
    [
      'created',
      'updated',
      'activation_date',
      'processing_started',
      'processing_finished',
      'execution_started',
    ]
      .concat('execution_finished')
      .map((key) => [key, isTime]),
  ),
}

/** The values that are in no enumeration, or no time, with their places. */
function invalidValues(value: unknown, place = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => invalidValues(item, `${place}[${index}]`))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, child]) => {
    // The keys of logs are names of programs. Filters repeat the query.
    const rule = place.endsWith('.log_paths') && key === 'browser' ? undefined : rules[key]
    const own = rule && !rule(child) ? [`${place}.${key} is ${JSON.stringify(child)}`] : []
    return [...own, ...invalidValues(child, `${place}.${key}`)]
  })
}

describe('every answer fits the client', () => {
  const branches = Object.keys(scenarios).flatMap((name) => {
    const modes = name === 'everything passes' ? ['performance', 'load', 'session-record'] : ['performance']
    return modes.map((mode) => [name, mode] as const)
  })

  test.each(branches)('when %s in %s mode', async (name, mode) => {
    const scenario = scenarios[name] ?? {}
    const others = { resultsWhileLive: true, missingMetric: 'skipped' } as const
    for (const assumptions of name === 'everything passes' ? [{}, others] : [{}]) {
      const server = createLocalServer(scenario, { assumptions })
      const runId = await fill(server, mode)
      await server.clock.sleep(200_000)
      expect(await crawl(server)).toEqual([])
      await server.request('POST', `/tests/1/runs/${runId}/stop/`)
      expect(await crawl(server)).toEqual([])
      await server.clock.sleep(1000)
      expect(await crawl(server)).toEqual([])
      const { clock } = server
      const seed = parseSeed(JSON.parse(JSON.stringify(await server.app.dump())))
      expect(await crawl(createLocalServer(scenario, { assumptions, seed, clock }))).toEqual([])
    }
  })

  test('without an engine', async () => {
    const server = createLocalServer({}, { engine: idleEngine() })
    await fill(server, 'load')
    await server.clock.sleep(1000)
    expect(await crawl(server)).toEqual([])
  })

  test('about enumerations', async () => {
    const { send } = createLocalServer()
    const all = (await send<Record<string, unknown>>('GET', '/statics/')).body
    const classificatorsOf = z.array(schemas.classificatorSchema)
    expect(z.record(z.string(), classificatorsOf).safeParse(all).success).toBe(true)
    for (const type of Object.keys(all)) {
      expect(classificatorsOf.safeParse((await send('GET', `/statics/${type}/`)).body).success).toBe(true)
    }
  })

  test('a value in no enumeration is found', () => {
    const body = { settings: { max_participant_cu: 12 }, results: [{ created: 'now', mode: 'load' }] }
    expect(invalidValues(body)).toEqual([
      '.settings.max_participant_cu is 12',
      '.results[0].created is "now"',
    ])
  })
})

/** A value of each kind of filter. */
function valueOf(kind: string): unknown {
  const values: Readonly<Record<string, unknown>> = {
    text: ['a', 'b'],
    number: [0, 1],
    boolean: true,
    time: new Date(0),
    metric_path: ['machine/cpu/used/avg'],
  }
  const known: Readonly<Record<string, readonly string[]>> = classificators
  return kind in values ? values[kind] : known[kind]
}

describe('every filter of the client', () => {
  const kinds = Object.entries(filterTables).flatMap(([name, table]) =>
    Object.entries<string>(table).flatMap(([key, kind]) =>
      (kind === 'time_or_boolean' ? ['time', 'boolean'] : [kind]).map((type) => [name, key, type] as const),
    ),
  )

  test.each(kinds)('of %s is applied: %s with a %s', async (name, key, kind) => {
    const clock = virtualClock()
    const app = createApp({
      clock,
      engine: scriptedEngine({ clock }),
      assumptions: { resultsWhileLive: true },
    })
    const client = new LoaderoClient({
      projectId: 1,
      accessToken: 'any',
      fetch: app,
      clock,
      rateLimit: Infinity,
    })
    onTestFinished(() => app.close())
    const { id } = await client.tests.create({ ...testBody, mode: 'load', increment_strategy: 'linear' })
    const { id: groupId } = await client.test(id).groups.create({ name: 'a', count: 1 })
    const node = client.test(id)
    const assert = await node.asserts.create({ path: 'machine/cpu/used/avg', operator: 'lt', expected: '1' })
    await client.test(id).launch()
    const all = {
      tests: [client.tests],
      groups: [node.groups],
      participants: [node.participants, node.group(groupId).participants],
      asserts: [node.asserts],
      preconditions: [node.assert(assert.id).preconditions],
      files: [client.files],
      runs: [client.runs, node.runs],
      runParticipants: [client.run(1).participants, node.run(1).participants],
      results: [client.run(1).results, node.run(1).results],
    }
    for (const list of all[name as keyof typeof all]) {
      const { filter } = await list.list({ [key]: valueOf(kind) })
      const echo = { ...filter, ...(filter['profile'] as object | undefined) }
      expect(Object.keys(echo)).toContain(key.replace('filter_', ''))
    }
  })
})
