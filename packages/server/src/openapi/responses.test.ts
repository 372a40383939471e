import { expect, test } from 'vitest'
import { z } from 'zod'
import { createLocalServer, participantBody, testBody } from '../../test/local.js'
import { createOpenApi } from './document.js'

interface Described {
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly content?: Content; readonly $ref?: string }>>
}
type Content = Readonly<Record<'application/json', { readonly schema: { readonly $ref: string } }>>

const { paths, components } = createOpenApi() as unknown as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, object>>
    readonly responses: Readonly<Record<string, { readonly content: Content }>>
  }
}

const bodies: Readonly<Record<string, object>> = {
  TestInput: testBody,
  GroupInput: { name: 'callers', count: 1 },
  ParticipantInput: participantBody,
  AssertInput: { path: 'machine/cpu/used/avg', operator: 'lt', expected: '80' },
  PreconditionInput: { property: 'network', operator: 'eq', expected: 'default' },
  FileInput: { file_type: 'ssl-certificate', name: 'a.pem', content: 'x' },
  CopyInput: { name: 'A copy' },
}

/** The schema of a description without leeway: an object with described keys has no others. */
function strictSchema($ref: string): z.ZodType {
  const close = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(close)
    if (typeof value !== 'object' || value === null) return value
    const closed = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, close(inner)]))
    return 'properties' in value && closed['type'] === 'object'
      ? { ...closed, additionalProperties: false }
      : closed
  }
  const text = JSON.stringify({ $ref, $defs: close(components.schemas) })
  return z.fromJSONSchema(JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/')))
}

function nameOf($ref: string): string {
  return $ref.split('/').at(-1) ?? ''
}

const scenario = {
  default: {
    durationMs: 2000,
    metrics: { 'machine/cpu/used': [10, 20], 'webrtc/video/codec/in': 'VP8' },
    timecards: [{ name: 'login', durationMs: 250 }],
    mos: [{ score: 4.2, durationMs: 1000 }],
  },
  runs: [{ test: 'Live', holdMs: { pending: 1e9 } }],
}

async function createFilledServer() {
  const server = createLocalServer(scenario)
  const { create } = server
  const fill = async (name: string) => {
    const { id: test_id } = await create('/tests/', { ...testBody, name, mos_test: true })
    const { id: group_id } = await create(`/tests/${test_id}/groups/`, { name: 'callers', count: 2 })
    await create(`/tests/${test_id}/groups/${group_id}/participants/`, participantBody)
    const asserts = `/tests/${test_id}/asserts/`
    const { id: assert_id } = await create(asserts, bodies['AssertInput'] ?? {})
    await create(`${asserts}${assert_id}/preconditions/`, bodies['PreconditionInput'] ?? {})
    const run = await server.launch(test_id)
    return { test_id, group_id, assert_id, run_id: run.id, type: 'browser', project_id: 1 }
  }
  const ids = await fill('Done')
  await server.waitForEnd(ids.run_id)
  return { ...server, ids, liveIds: await fill('Live') }
}

type Ids = Readonly<Record<string, number | string>>

const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, described]) => ({ method: method.toUpperCase(), path, described })),
)

test.each(operations.map((operation) => [`${operation.method} ${operation.path}`, operation] as const))(
  '%s responds with what it describes, and with nothing else',
  async (_, { method, path, described }) => {
    const { send, ids, liveIds } = await createFilledServer()
    const fill = (template: string, values: Ids) =>
      template.replaceAll(/\{(\w+)\}/g, (_all, name: string) => String(values[name] ?? name))
    const input = nameOf(described.requestBody?.content['application/json'].schema.$ref ?? '')
    const isStop = path.endsWith('/stop/')
    const list = fill(path.replace(/\{id\}\/.*/, ''), ids)
    const parentIds = isStop ? liveIds : ids
    const id = isStop ? liveIds.run_id : await firstId(list)
    async function firstId(at: string): Promise<number> {
      if (!path.includes('{id}')) return 0
      const read = () => send<{ results: { id: number }[] }>('GET', at)
      const create = () => send('POST', at, { body: JSON.stringify(bodies['FileInput']) })
      if (path.includes('/files/')) await create()
      const { results } = (await read()).body
      // The first file is the script of a test, and cannot be deleted.
      return (path.includes('/files/') ? results.at(-1) : results[0])?.id ?? 0
    }
    const body = bodies[input]
    const response = await send(method, fill(path, { ...parentIds, id }), {
      ...(body && { body: JSON.stringify(body) }),
    })
    const answer = described.responses[response.status]
    expect(answer, `${response.status} ${response.text}`).toBeDefined()
    expect(response.status).toBeLessThan(300)
    if (!answer?.content) return
    const parsed = strictSchema(answer.content['application/json'].schema.$ref).safeParse(response.body)
    expect(parsed.error && z.prettifyError(parsed.error)).toBeUndefined()
  },
)

test('errors have the described form', async () => {
  const { send } = createLocalServer()
  const check = async (name: string, sent: ReturnType<typeof send>) => {
    const { content } = components.responses[name] ?? {}
    const { body, status } = await sent
    const schema = strictSchema(content?.['application/json'].schema.$ref ?? '')
    expect(schema.parse(body)).toMatchObject({ code: status })
  }
  await check('BadRequest', send('GET', '/projects/1/tests/?limit=x'))
  await check('Unauthorized', send('GET', '/projects/1/', { headers: { authorization: '' } }))
  await check('Forbidden', send('GET', '/projects/2/'))
  await check('NotFound', send('GET', '/projects/1/tests/5/'))
  await check('InvalidFields', send('POST', '/projects/1/tests/', { body: '{}' }))
})

test('an undescribed key is found', () => {
  const schema = strictSchema('#/components/schemas/Test')
  expect(schema.safeParse({ id: 1, name: 'x' }).success).toBe(true)
  expect(schema.safeParse({ id: 1, nmae: 'x' }).success).toBe(false)
  expect(schema.safeParse({ id: 1, name: 5 }).success).toBe(false)
})
