import type { Page, Test } from '@loadero-test/core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createLocalServer, testBody } from '../../test/local.js'
import { parseFaults } from './faults.js'
import { listen } from '../listen.js'

function createFaultyServer(...faults: unknown[]) {
  return createLocalServer({}, { faults: parseFaults(faults), control: true })
}
const tests = '/projects/*/tests/'

describe('a status', () => {
  test.each([
    [
      { status: 429, retryAfter: '3' },
      { code: 429, error: 'Too many requests' },
    ],
    [{ status: 503 }, { code: 503, error: 'Service unavailable' }],
    [
      { status: 409, error: 'Busy' },
      { code: 409, error: 'Busy' },
    ],
    [{ status: 422 }, { code: 422, errors: { name: ['This field is required'] } }],
  ])('%o has the form of the service', async (effect, body) => {
    const answer = await createFaultyServer({ effect }).request('GET', '/tests/')
    expect(answer).toMatchObject({ status: effect.status, body })
    expect(answer.headers.get('retry-after')).toBe('retryAfter' in effect ? '3' : null)
  })

  test('can have the HTML page of a proxy', async () => {
    const answer = await createFaultyServer({ effect: { status: 502, as: 'html' } }).request('GET', '/tests/')
    expect(answer).toMatchObject({ status: 502, text: expect.stringContaining('<html>') })
  })

  test('prevents the request from being carried out', async () => {
    const { request } = createFaultyServer({ method: 'POST', times: 1, effect: { status: 500 } })
    expect((await request('POST', '/tests/', testBody)).status).toBe(500)
    expect((await request<Page<Test>>('GET', '/tests/')).body.results).toEqual([])
    expect((await request('POST', '/tests/', testBody)).status).toBe(201)
  })
})

describe('the requests that a fault applies to', () => {
  const statuses = async (fault: object, count: number) => {
    const { request } = createFaultyServer({ ...fault, effect: { status: 500 } })
    const answers = []
    for (let i = 0; i < count; i++) answers.push((await request('GET', '/tests/')).status)
    return answers
  }

  test('depend on method, path, times and after', async () => {
    expect(await statuses({ path: tests, after: 1, times: 2 }, 4)).toEqual([200, 500, 500, 200])
    expect(await statuses({ path: '/projects/*/' }, 1)).toEqual([200])
    expect(await statuses({ path: '/projects/**' }, 1)).toEqual([500])
    expect(await statuses({ method: 'post' }, 1)).toEqual([200])
  })

  test('are the same for the same seed', async () => {
    const drawn = await statuses({ probability: 0.5, seed: 1 }, 40)
    expect(drawn.filter((status) => status === 500).length).toBeGreaterThan(8)
    expect(drawn).toContain(200)
    expect(await statuses({ probability: 0.5, seed: 1 }, 40)).toEqual(drawn)
    expect(await statuses({ probability: 0.5, seed: 2 }, 40)).not.toEqual(drawn)
  })
})

test.each([
  ['duplicated', ['A call', 'A call', 'B']],
  ['missing', ['B']],
])('a row of a list is %s', async (row, names) => {
  const { create, request } = createFaultyServer({ method: 'GET', effect: { row } })
  await create('/tests/', testBody)
  await create('/tests/', { ...testBody, name: 'B' })
  const { results } = (await request<Page<Test>>('GET', '/tests/')).body
  expect(results.map(({ name }) => name)).toEqual(names)
})

describe('on a socket', () => {
  const fetchWith = async (effect: object) => {
    const { app } = createFaultyServer({ effect })
    const { url, close } = await listen({ app })
    onTestFinished(close)
    return fetch(`${url}/v2/projects/1/`, { headers: { authorization: 'LoaderoAuth any' } })
  }

  test('a connection is cut before the response', async () => {
    await expect(fetchWith({ cutAfterBytes: 0 })).rejects.toThrow('fetch failed')
  })

  test('a connection is cut within the response', async () => {
    const response = await fetchWith({ cutAfterBytes: 10 })
    expect(response.status).toBe(200)
    await expect(response.text()).rejects.toThrow('terminated')
  })

  test.each(['truncated', 'garbled'])('a response is %s', async (body) => {
    await expect((await fetchWith({ body })).json()).rejects.toThrow(SyntaxError)
  })

  test('a response is delayed', async () => {
    const start = performance.now()
    await fetchWith({ latencyMs: 30 })
    expect(performance.now() - start).toBeGreaterThan(25)
  })
})

describe('below /local/', () => {
  const control = async (
    server: ReturnType<typeof createLocalServer>,
    method: string,
    path: string,
    body?: unknown,
  ) => {
    const init = { method, headers: { authorization: 'LoaderoAuth any' } }
    return server.app(`http://loadero.test/local${path}`, {
      ...init,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  }

  test('faults can be set, counted and cleared', async () => {
    const server = createFaultyServer()
    const fault = { path: tests, times: 1, effect: { status: 429 } }
    expect((await control(server, 'PUT', '/faults/', [fault])).status).toBe(200)
    await server.request('GET', '/tests/')
    expect(await (await control(server, 'GET', '/faults/')).json()).toEqual([{ ...fault, applied: 1 }])
    expect((await control(server, 'DELETE', '/faults/')).status).toBe(204)
    expect(await (await control(server, 'GET', '/faults/')).json()).toEqual([])
  })

  test('invalid faults are a 400, a missing token a 401', async () => {
    const server = createFaultyServer()
    const refused = await control(server, 'PUT', '/faults/', [{ effect: { status: 200 } }])
    expect(refused.status).toBe(400)
    expect(await refused.text()).toMatchInlineSnapshot(`
      "{"code":400,"error":"Invalid faults:\\n[0].effect.status: must be at least 400, not 200"}
      "
    `)
    expect((await server.app('http://loadero.test/local/faults/')).status).toBe(401)
  })

  test('all paths are a 404 by default', async () => {
    expect((await control(createLocalServer(), 'GET', '/faults/')).status).toBe(404)
  })
})
