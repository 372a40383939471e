import { virtualClock } from '@loadero-test/core/internal'
import { createApp, scriptedEngine } from '@loadero-test/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/** One operation of the API; `{name}` in its path is replaced by the id of an existing resource. */
interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly status: number
  /** The scope that a token needs for it. */
  readonly right: string
  readonly body?: object
  /** Fields without which the body is refused. */
  readonly required?: readonly string[]
  /** Only the official clients use it; the API description does not list it. */
  readonly extra?: true
}

const P = '/projects/1'
const T = `${P}/tests/{test}`

const bodies = {
  file: { file_type: 'test_script', name: 'a.js', content: 'x' },
  test: {
    name: 'A call',
    script: 'client => {}',
    start_interval: 1,
    participant_timeout: 10,
    mode: 'performance',
    increment_strategy: 'linear',
  },
  group: { name: 'pair', count: 2 },
  participant: { name: 'caller', count: 1, browser: 'chromeLatest' },
  assert: { path: 'machine/cpu/used/avg', operator: 'lt', expected: '80' },
  precondition: { property: 'browser', operator: 'eq', expected: 'chromeLatest' },
}

function reads(path: string, name: string, right: string): Operation[] {
  return [
    { method: 'GET', path: `${path}/`, status: 200, right: `${right}S_READ_ALL` },
    { method: 'GET', path: `${path}/{${name}}/`, status: 200, right: `${right}_READ` },
  ]
}
function writes(path: string, name: keyof typeof bodies, right: string): Operation[] {
  const [body, required] = [bodies[name], Object.keys(bodies[name])]
  return [
    ...reads(path, name, right),
    { method: 'POST', path: `${path}/`, status: 201, right: `${right}_CREATE`, body, required },
    { method: 'PUT', path: `${path}/{${name}}/`, status: 200, right: `${right}_UPDATE`, body, required },
    { method: 'DELETE', path: `${path}/{${name}}/`, status: 204, right: `${right}_DELETE` },
  ]
}
function copies(path: string, name: keyof typeof bodies, right: string): Operation[] {
  return [
    ...writes(path, name, right),
    { method: 'POST', path: `${path}/{${name}}/copy/`, status: 200, right: `${right}_CREATE` },
  ]
}
function runs(owner: string): Operation[] {
  return [
    ...reads(`${owner}/runs`, 'run', 'TEST_RUN'),
    ...reads(`${owner}/runs/{run}/participants`, 'runParticipant', 'TEST_RUN_PARTICIPANT'),
    ...reads(`${owner}/runs/{run}/results`, 'result', 'RESULT'),
    {
      method: 'GET',
      path: `${owner}/runs/{run}/results/statistics/`,
      status: 200,
      right: 'RESULT_STATISTICS_READ',
    },
  ]
}

const operations: readonly Operation[] = [
  { method: 'GET', path: `${P}/`, status: 200, right: 'PROJECT_READ' },
  ...writes(`${P}/files`, 'file', 'FILE').map((operation) =>
    operation.right === 'FILE_READ' ? operation : { ...operation, extra: true as const },
  ),
  ...copies(`${P}/tests`, 'test', 'TEST'),
  ...copies(`${T}/groups`, 'group', 'GROUP'),
  ...copies(`${T}/groups/{group}/participants`, 'participant', 'PARTICIPANT'),
  ...copies(`${T}/participants`, 'participant', 'PARTICIPANT'),
  ...copies(`${T}/asserts`, 'assert', 'ASSERT'),
  ...writes(`${T}/asserts/{assert}/preconditions`, 'precondition', 'PRECONDITION'),
  ...runs(P),
  ...runs(T),
  { method: 'POST', path: `${T}/runs/`, status: 202, right: 'TEST_RUN_CREATE' },
  { method: 'POST', path: `${T}/runs/{liveRun}/stop/`, status: 202, right: 'TEST_RUN_STOP' },
  { method: 'GET', path: '/statics/', status: 200, right: 'STATICS_READ_ALL' },
  { method: 'GET', path: '/statics/types/', status: 200, right: 'STATIC_TYPES_READ_ALL' },
  { method: 'GET', path: '/statics/browser/', status: 200, right: 'STATIC_READ' },
  { method: 'GET', path: '/statics/metric_path/', status: 200, right: 'STATIC_READ' },
]

const titles: Readonly<Record<string, string>> = {
  file: 'File',
  test: 'Test',
  group: 'Group',
  participant: 'Participant',
  assert: 'Assert',
  precondition: 'Precondition',
  run: 'Run',
  liveRun: 'Run',
  runParticipant: 'Run participant',
  result: 'Result',
}

/** A server with one resource of each kind, a finished run and a live run. */
async function createServer() {
  const clock = virtualClock()
  const engine = scriptedEngine({
    clock,
    scenario: {
      participants: [{ test: 'Live', result: 'timeout' }],
      runs: [{ test: 'Live', holdMs: { pending: 1e9 } }],
    },
  })
  const app = createApp({
    clock,
    engine,
    projects: [
      {
        id: 1,
        tokens: [
          { token: 'all' },
          ...operations.map(({ right }) => ({ token: right, scopes: allBut(right) })),
        ],
      },
      { id: 2, tokens: [{ token: 'stranger' }] },
    ],
    maxBodyBytes: 2000,
  })
  const send = async (method: string, path: string, { body, token = 'all' }: Sent = {}) => {
    const headers: Record<string, string> = token === '' ? {} : { authorization: `LoaderoAuth ${token}` }
    const url = `http://loadero.test/v2${path}`
    const content = typeof body === 'object' ? JSON.stringify(body) : body
    const init = { method, headers, ...(content !== undefined && { body: content }) }
    const response = await clock.during(() => app(url, init))
    const text = await response.text()
    const isJson = response.headers.get('content-type') === 'application/json; charset=UTF-8'
    return { status: response.status, text, body: isJson ? (JSON.parse(text) as Answer) : {} }
  }
  const make = async (path: string, body: object) =>
    (await send('POST', `${P}${path}`, { body })).body.id ?? 0
  const first = async (path: string) => (await send('GET', `${P}${path}`)).body.results?.[0]?.id ?? 0
  const launch = async (name: string) => {
    const id = await make('/tests/', { ...bodies.test, name })
    const group = await make(`/tests/${id}/groups/`, bodies.group)
    const participant = await make(`/tests/${id}/groups/${group}/participants/`, bodies.participant)
    return { test: id, group, participant, run: await make(`/tests/${id}/runs/`, {}) }
  }
  const { test: testId, group, participant, run } = await launch('Over')
  const live = await launch('Live')
  const assert = await make(`/tests/${testId}/asserts/`, bodies.assert)
  const precondition = await make(`/tests/${testId}/asserts/${assert}/preconditions/`, bodies.precondition)
  const file = await make('/files/', bodies.file)
  await clock.sleep(60_000)
  const [runParticipant, result] = [
    await first(`/runs/${run}/participants/`),
    await first(`/runs/${run}/results/`),
  ]
  const ids: Ids = {
    test: testId,
    group,
    participant,
    run,
    assert,
    precondition,
    file,
    runParticipant,
    result,
  }
  return { app, send, ids, liveIds: { ...ids, test: live.test, liveRun: live.run } as Ids }
}

type Ids = Readonly<Record<string, number>>
interface Sent {
  readonly body?: object | string
  readonly token?: string
}
interface Answer {
  readonly id?: number
  readonly error?: string
  readonly errors?: Readonly<Record<string, readonly string[]>>
  readonly results?: readonly { readonly id: number }[]
}

function allBut(right: string): string[] {
  return [...new Set(operations.map((one) => one.right))].filter((one) => one !== right)
}
function fill(path: string, ids: Ids): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(ids[name] ?? 0))
}
const labels = operations.map((operation) => [`${operation.method} ${operation.path}`, operation] as const)

describe('every operation', () => {
  let server: Awaited<ReturnType<typeof createServer>>
  let path: (operation: Operation) => string
  beforeAll(async () => {
    server = await createServer()
    path = ({ path: route }) => fill(route, route.includes('{liveRun}') ? server.liveIds : server.ids)
  })
  afterAll(() => server.app.close())

  test.each(labels)('%s needs a token, its scope and a slash', async (_, operation) => {
    const at = path(operation)
    const refused = async (token: string) => (await server.send(operation.method, at, { token })).body
    expect(await refused('')).toEqual({ code: 401, error: 'Failed to get access token' })
    expect(await refused(operation.right)).toEqual({
      code: 403,
      error: 'Access token scope criteria not met',
    })
    expect((await server.send(operation.method, at.slice(0, -1))).status).toBe(301)
  })

  test.each(labels.filter(([, { path: route }]) => route.startsWith(P)))(
    '%s refuses the tokens of other projects',
    async (_, operation) => {
      const answer = await server.send(operation.method, path(operation), { token: 'stranger' })
      expect(answer.body).toEqual({ code: 403, error: 'Access denied: Request access requirements not met' })
    },
  )

  test.each(labels.filter(([, { path: route }]) => route.includes('{')))(
    '%s names the first missing part of its path',
    async (_, { method, path: route, body }) => {
      for (const [, name = ''] of route.matchAll(/\{(\w+)\}/g)) {
        const ids = route.includes('{liveRun}') ? server.liveIds : server.ids
        const missing = fill(route.replace(`{${name}}`, '999999'), ids)
        const answer = await server.send(method, missing, body ? { body } : {})
        expect(answer.body).toEqual({ code: 404, error: `${titles[name]} not found` })
      }
    },
  )

  test.each(labels.filter(([, { required }]) => required))(
    '%s refuses missing fields, lists and large bodies',
    async (_, operation) => {
      const sent = (body: object | string) => server.send(operation.method, path(operation), { body })
      expect((await sent({})).body.errors).toEqual(
        Object.fromEntries((operation.required ?? []).map((field) => [field, ['This field is required']])),
      )
      expect((await sent([])).status).toBe(400)
      expect((await sent('{')).status).toBe(400)
      expect((await sent({ name: 'x'.repeat(2000) })).status).toBe(413)
    },
  )

  // Deletions run last, children first, so that the other operations find their parents.
  const depth = ({ method, path: route }: Operation) => (method === 'DELETE' ? 100 - route.length / 100 : 0)
  const ordered = labels.toSorted(([, a], [, b]) => depth(a) - depth(b))
  const answered = new Set<Operation>()
  test.each(ordered)('%s works', async (_, operation) => {
    const at = await pathFor(server, operation, path(operation))
    const { status } = await server.send(operation.method, at, operation.body ? { body: operation.body } : {})
    expect(status).toBe(operation.status)
    answered.add(operation)
  })

  test('is implemented', () => {
    const described = operations.filter(({ extra }) => !extra)
    const implemented = described.filter((operation) => answered.has(operation))
    process.stdout.write(
      `API description: ${implemented.length}/${described.length} operations; additional file routes: ` +
        `${answered.size - implemented.length}/${operations.length - described.length}\n`,
    )
    expect(described).toHaveLength(57)
    expect(answered.size).toBe(operations.length)
  })
})

/** For a deletion, the path of a resource created for it. */
async function pathFor(server: Awaited<ReturnType<typeof createServer>>, { method }: Operation, at: string) {
  if (method !== 'DELETE') return at
  const parent = at.replace(/\d+\/$/, '')
  const name = Object.keys(bodies).find((one) => parent.endsWith(`/${one}s/`)) as keyof typeof bodies
  return `${parent}${(await server.send('POST', parent, { body: bodies[name] })).body.id}/`
}
