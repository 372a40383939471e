import { describe, expect, test } from 'vitest'
import { createLocalServer, testBody } from '../test/local.js'

const project = '/projects/1/'

describe('access', () => {
  test('needs a token of the LoaderoAuth scheme', async () => {
    const { send } = createLocalServer()
    const refused = { code: 401, error: 'Failed to get access token' }
    for (const authorization of ['', 'Bearer any', 'LoaderoAuth', 'LoaderoAuth two words']) {
      expect(await send('GET', project, { headers: { authorization } })).toMatchObject({
        status: 401,
        body: refused,
      })
    }
  })

  test('accepts only the configured token', async () => {
    const { send } = createLocalServer({}, { accessToken: 'secret' })
    const as = (token: string) => send('GET', project, { headers: { authorization: `LoaderoAuth ${token}` } })
    expect((await as('secret')).status).toBe(200)
    expect((await as('other')).status).toBe(401)
  })

  test('refuses other projects and the list of projects', async () => {
    const { send } = createLocalServer({}, { projectId: 7 })
    const denied = { code: 403, error: 'Access denied: Request access requirements not met' }
    expect((await send('GET', '/projects/1')).body).toEqual(denied)
    expect((await send('GET', '/projects/1/nonsense/')).body).toEqual(denied)
    const scope = { code: 403, error: 'Access token scope criteria not met' }
    expect((await send('GET', '/projects/')).body).toEqual(scope)
    expect((await send('GET', '/projects/7/')).body).toMatchObject({ id: 7, language: 'javascript' })
  })
})

describe('routing', () => {
  test('redirects a path without a trailing slash', async () => {
    const { send, request } = createLocalServer()
    const get = await send('GET', '/projects/1/tests?limit=1&offset=2')
    expect(get).toMatchObject({ status: 301, text: expect.stringContaining('Moved Permanently') })
    expect(get.headers.get('location')).toBe('/v2/projects/1/tests/?limit=1&offset=2')
    expect(get.headers.get('content-type')).toBe('text/html; charset=utf-8')
    const post = await request('POST', '/tests', testBody)
    expect(post).toMatchObject({ status: 301, text: '' })
    expect(post.headers.get('location')).toBe('/v2/projects/1/tests/')
    expect((await request('GET', '/tests/')).body).toMatchObject({ results: [] })
  })

  test.each([
    ['//statics', '/v2/statics/'],
    ['//projects///1//tests/?limit=1', '/v2/projects/1/tests/?limit=1'],
  ])('redirects the path %s to %s', async (path, location) => {
    const answer = await createLocalServer().send('GET', path)
    expect([answer.status, answer.headers.get('location')]).toEqual([301, location])
  })

  test('responds to an unknown path in plain text', async () => {
    const { send } = createLocalServer()
    const answer = await send('GET', '/projects/1/nonsense/')
    expect(answer).toMatchObject({ status: 404, text: '404 page not found\n' })
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  })

  test('ends JSON with a newline and declares UTF-8', async () => {
    const answer = await createLocalServer().request('GET', '/')
    expect(answer.headers.get('content-type')).toBe('application/json; charset=UTF-8')
    expect(answer.text).toMatch(/\}\n$/)
  })

  test('rejects like fetch when the signal has aborted', async () => {
    const { app } = createLocalServer()
    const signal = AbortSignal.abort(new Error('cancelled'))
    await expect(app('http://loadero.test/v2/projects/1/', { signal })).rejects.toThrow('cancelled')
  })
})
