import { expect, test } from 'vitest'
import { LoaderoClient } from './client.js'
import {
  AuthenticationError,
  NotFoundError,
  TimeoutError,
  InvalidResponseError,
  ValidationError,
} from './http/errors.js'
import {
  jsonResponse,
  neverResponds,
  createTestService,
  token,
  createTestServiceWith,
} from '../test/service.js'

test('a request has the path and the token in a header', async () => {
  const { client, calls } = createTestService(jsonResponse(200, { id: 3 }))
  await client.test(7).group(2).participants.get(3)
  expect(calls[0]?.url).toBe('https://api.loadero.com/v2/projects/5040/tests/7/groups/2/participants/3/')
  expect(calls[0]?.init.headers).toMatchObject({ authorization: `LoaderoAuth ${token}` })
})

test('a filter with several values repeats its key', async () => {
  const { client, calls } = createTestService(jsonResponse(200, { results: [] }))
  await client.tests.list({ filter_test_mode: ['load', 'performance'], limit: 5, filter_name: undefined })
  expect(new URL(calls[0]?.url ?? '').search).toBe(
    '?filter_test_mode=load&filter_test_mode=performance&limit=5',
  )
})

test('unset times, null lists, unknown values and keys are read', async () => {
  const { client } = createTestService(
    jsonResponse(200, { pagination: { limit: 0 }, results: null }),
    jsonResponse(200, {
      id: 1,
      status: 'hibernating',
      execution_started: '0001-01-01T00:00:00Z',
      new_key: [1],
    }),
  )
  expect((await client.runs.list()).results).toEqual([])
  const run = await client.run(1).get()
  expect(run).toMatchObject({ status: 'hibernating', new_key: [1] })
  expect(run.execution_started).toBeUndefined()
})

test('each status has its error class and message', async () => {
  const { client } = createTestService(
    jsonResponse(401, { code: 401, error: 'Failed to get access token' }),
    jsonResponse(404, { code: 404, error: 'Test not found' }),
    jsonResponse(422, {
      code: 422,
      errors: { browser: ['This field is required'], count: ['This field is required'] },
    }),
    new Response('<html>Bad Gateway</html>', { status: 500 }),
  )
  await expect(client.tests.get(1)).rejects.toBeInstanceOf(AuthenticationError)
  await expect(client.tests.get(1)).rejects.toThrow(
    new NotFoundError(
      404,
      { error: 'Test not found' },
      { method: 'GET', path: 'projects/5040/tests/1/', attempts: 1 },
    ).message,
  )
  const invalid = await client
    .test(1)
    .participants.create({ name: 'visitor', count: 1, browser: 'chromeLatest' })
    .catch((error: unknown) => error)
  expect(invalid).toBeInstanceOf(ValidationError)
  expect((invalid as ValidationError).fields).toEqual({
    browser: ['This field is required'],
    count: ['This field is required'],
  })
  await expect(client.tests.get(1)).rejects.toThrowErrorMatchingInlineSnapshot(
    `[ApiError: GET projects/5040/tests/1/: 500 <html>Bad Gateway</html>]`,
  )
})

test('a read is repeated after a cut connection, a create not', async () => {
  const reading = createTestService(
    new TypeError('fetch failed'),
    jsonResponse(503, {}),
    jsonResponse(200, { id: 1 }),
  )
  await expect(reading.client.tests.get(1)).resolves.toMatchObject({ id: 1 })
  expect(reading.calls).toHaveLength(3)

  const creating = createTestService(new TypeError('fetch failed', { cause: new Error('read ECONNRESET') }))
  await expect(
    creating.client.test(1).groups.create({ name: 'a', count: 1 }),
  ).rejects.toThrowErrorMatchingInlineSnapshot(
    `[ConnectionError: POST projects/5040/tests/1/groups/: no response: read ECONNRESET]`,
  )
  expect(creating.calls).toHaveLength(1)
})

test('Retry-After delays all requests', async () => {
  const { client, clock } = createTestService(
    jsonResponse(429, {}, { 'retry-after': '60' }),
    jsonResponse(200, { id: 1 }),
    jsonResponse(200, { id: 2 }),
  )
  const start = clock.now()
  await client.tests.get(1)
  expect(clock.now() - start).toBeGreaterThanOrEqual(60_000)
})

test('a redirect is an error', async () => {
  const { client, calls } = createTestService(
    new Response('', { status: 301, headers: { location: '/v2/elsewhere/' } }),
  )
  await expect(
    client.test(1).groups.update(1, { name: 'a', count: 1 }),
  ).rejects.toThrowErrorMatchingInlineSnapshot(
    `[ApiError: PUT projects/5040/tests/1/groups/1/: 301 a redirect, which the client does not follow because a write would be lost; https://api.loadero.com/v2/ seems not to be the Loadero API]`,
  )
  expect(calls[0]?.init.redirect).toBe('manual')
})

test('an invalid response is an error with route and field', async () => {
  const { client } = createTestService(
    jsonResponse(200, { id: 'seven' }),
    new Response('<html></html>', { status: 200 }),
  )
  await expect(client.tests.get(1)).rejects.toThrowErrorMatchingInlineSnapshot(
    `[InvalidResponseError: GET projects/5040/tests/1/: cannot read id: Invalid input: expected number, received string]`,
  )
  await expect(client.tests.get(1)).rejects.toBeInstanceOf(InvalidResponseError)
})

test('a request without a response times out', async () => {
  const client = new LoaderoClient({
    projectId: 1,
    accessToken: token,
    fetch: neverResponds,
    timeoutMs: 5,
    retry: { attempts: 1 },
  })
  await expect(client.tests.get(1)).rejects.toBeInstanceOf(TimeoutError)
})

test('an abort ends a request with its own reason', async () => {
  const abort = new AbortController()
  const client = new LoaderoClient({ projectId: 1, accessToken: token, fetch: neverResponds })
  const reading = client.tests.get(1, { signal: abort.signal })
  setImmediate(() => abort.abort(new Error('interrupted')))
  await expect(reading).rejects.toThrow('interrupted')
})

test('a null value is read as a missing key', async () => {
  const { client } = createTestService(
    jsonResponse(200, { id: 1, name: null, group_count: null, mos_test: null }),
  )
  expect(await client.tests.get(1)).toEqual({ id: 1 })
})

test('an invalid id is refused before a request', async () => {
  const { client, calls } = createTestService()
  expect(() => client.test(Number.NaN)).toThrowErrorMatchingInlineSnapshot(
    `[RangeError: projects/5040/tests/: NaN is not an id]`,
  )
  await expect(client.tests.get(0)).rejects.toThrowErrorMatchingInlineSnapshot(
    `[RangeError: projects/5040/tests/: 0 is not an id]`,
  )
  await expect(client.test(7).groups.delete(1.5)).rejects.toThrow(RangeError)
  expect(calls).toEqual([])
})

test.each([
  ['', 'accessToken is empty'],
  [' \n', 'accessToken is empty'],
  ['two words', 'accessToken has a space at position 4, which no token has'],
  ['line\nbreak', 'accessToken has a line break at position 5, which no token has'],
  ['line\r\nbreak', 'accessToken has a line break at position 5, which no token has'],
  ['a\tb', 'accessToken has a tab at position 2, which no token has'],
  ['a\0b', 'accessToken has a control character at position 2, which no token has'],
  ['smörgås', 'accessToken has a character outside of ASCII at position 3, which no token has'],
  ['token\u200b', 'accessToken has a character outside of ASCII at position 6, which no token has'],
])('the token %j is refused', (accessToken, message) => {
  const create = () => new LoaderoClient({ projectId: 1, accessToken })
  expect(create).toThrow(TypeError)
  expect(create).toThrow(message)
})

test.each(['token\n', ' token', '\ttoken\r\n', '\ufefftoken'])(
  'the space around the token %j is ignored',
  async (accessToken) => {
    const { client, calls } = createTestServiceWith({ accessToken }, jsonResponse(403, { error: 'no token' }))
    await expect(client.tests.get(1)).rejects.toThrow('403 no ***')
    expect(calls[0]?.init.headers['authorization']).toBe('LoaderoAuth token')
  },
)

test.each([
  ['', 'is not an http or https address'],
  ['api.loadero.com/v2', 'is not an http or https address'],
  ['https:/api', 'is not an http or https address'],
  ['ftp://api.loadero.com/', 'is not an http or https address'],
  ['http://', 'is not an http or https address'],
  ['https://user:s3cret@api.loadero.com/v2/', 'must not have a user name or a password'],
  ['https://api.loadero.com/v2/?key=s3cret', 'must not have a query or a fragment'],
])('the API base %j is refused', (apiBase, message) => {
  const create = () => new LoaderoClient({ projectId: 1, accessToken: token, apiBase })
  expect(create).toThrow(`apiBase ${message}, such as https://api.loadero.com/v2/`)
  expect(create).not.toThrow('s3cret')
})

test('the billing address is removed', async () => {
  const { client } = createTestService(
    jsonResponse(200, {
      id: 5040,
      account_role: '',
      subscription: { subscription_id: 3, billing_email: 'jane@example.com', settings: { max_test_cu: 50 } },
      plan_limits: { locations: null, browsers: ['chromeLatest'], max_test_duration: '24h' },
    }),
  )
  const project = await client.project()
  expect(JSON.stringify(project)).not.toContain('jane')
  expect(project.subscription).toMatchObject({ subscription_id: 3, settings: { max_test_cu: 50 } })
  expect(project.plan_limits).toMatchObject({ locations: [], browsers: ['chromeLatest'] })
})

test('a repeated deletion of a deleted row succeeds', async () => {
  const { client } = createTestService(
    new TypeError('fetch failed'),
    jsonResponse(404, { error: 'Test not found' }),
    jsonResponse(404, { error: 'Test not found' }),
  )
  await client.tests.delete(1)
  await expect(client.tests.delete(1)).rejects.toThrow(NotFoundError)
})
