import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { LoaderoClient } from './client.js'
import {
  ApiError,
  AuthenticationError,
  ConnectionError,
  NotFoundError,
  TimeoutError,
  UnreadableAnswerError,
  ValidationError,
} from './errors.js'
import type { Fetch, FetchInit } from './http.js'
import { virtualClock } from './virtual-clock.js'

const token = 'secret-token-0815'

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } })

/** A service that gives these answers one after another, and remembers what it was asked. */
const service = (...answers: (Response | Error)[]) => {
  const asked: { url: string; init: FetchInit }[] = []
  const fetch: Fetch = (url, init) => {
    asked.push({ url, init })
    const answer = answers.shift()
    if (answer === undefined) throw new Error('asked once too often')
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
  }
  const clock = virtualClock()
  const client = new LoaderoClient({ projectId: 5040, accessToken: token, fetch, clock, random: () => 1 })
  return { client, asked, clock }
}

const neverAnswers: Fetch = (_url, { signal }) =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))

test('a request names project and tree, ends with a slash and carries the token in its header', async () => {
  const { client, asked } = service(json(200, { id: 3 }))
  await client.test(7).group(2).participants.get(3)
  expect(asked[0]?.url).toBe('https://api.loadero.com/v2/projects/5040/tests/7/groups/2/participants/3/')
  expect(asked[0]?.init.headers).toMatchObject({ authorization: `LoaderoAuth ${token}` })
})

test('a filter with several values repeats its key', async () => {
  const { client, asked } = service(json(200, { results: [] }))
  await client.tests.list({ filter_test_mode: ['load', 'performance'], limit: 5, filter_name: undefined })
  expect(new URL(asked[0]?.url ?? '').search).toBe(
    '?filter_test_mode=load&filter_test_mode=performance&limit=5',
  )
})

test('an unset time, a null list, an unknown enum value and an unknown key are all read', async () => {
  const { client } = service(
    json(200, { pagination: { limit: 0 }, results: null }),
    json(200, { id: 1, status: 'hibernating', execution_started: '0001-01-01T00:00:00Z', novelty: [1] }),
  )
  expect((await client.runs.list()).results).toEqual([])
  const run = await client.run(1).get()
  expect(run).toMatchObject({ status: 'hibernating', novelty: [1] })
  expect(run.execution_started).toBeUndefined()
})

test('each status has the error that a caller would act on, with the words of the service', async () => {
  const { client } = service(
    json(401, { code: 401, error: 'Failed to get access token' }),
    json(404, { code: 404, error: 'Test not found' }),
    json(422, {
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
    .participants.create({ name: '', count: 0, browser: '' })
    .catch((error: unknown) => error)
  expect(invalid).toBeInstanceOf(ValidationError)
  expect((invalid as ValidationError).fields).toEqual({
    browser: ['This field is required'],
    count: ['This field is required'],
  })
  await expect(client.tests.get(1)).rejects.toThrow('500 <html>Bad Gateway</html>')
})

test('a read is repeated after a cut connection; a launch never is', async () => {
  const reading = service(new TypeError('fetch failed'), json(503, {}), json(200, { id: 1 }))
  await expect(reading.client.tests.get(1)).resolves.toMatchObject({ id: 1 })
  expect(reading.asked).toHaveLength(3)

  const launching = service(new TypeError('fetch failed', { cause: new Error('read ECONNRESET') }))
  await expect(launching.client.test(1).launch()).rejects.toThrow('read ECONNRESET')
  await expect(service(json(503, {})).client.test(1).launch()).rejects.toBeInstanceOf(ApiError)
  expect(launching.asked).toHaveLength(1)
})

test('Retry-After is waited for, also by requests that come after it', async () => {
  const { client, clock } = service(
    json(429, {}, { 'retry-after': '60' }),
    json(200, { id: 1 }),
    json(200, { id: 2 }),
  )
  const start = clock.now()
  await client.tests.get(1)
  expect(clock.now() - start).toBeGreaterThanOrEqual(60_000)
})

test('a redirect is refused, since a redirected write would be lost', async () => {
  const { client, asked } = service(
    new Response('', { status: 301, headers: { location: '/v2/elsewhere/' } }),
  )
  await expect(client.test(1).groups.update(1, { name: 'a', count: 1 })).rejects.toThrow('301')
  expect(asked[0]?.init.redirect).toBe('manual')
})

test('an answer that cannot be read is one error that names route and field', async () => {
  const { client } = service(json(200, { id: 'seven' }), new Response('<html></html>', { status: 200 }))
  await expect(client.tests.get(1)).rejects.toThrow(/projects\/5040\/tests\/1\/: cannot read id/)
  await expect(client.tests.get(1)).rejects.toBeInstanceOf(UnreadableAnswerError)
})

test('an answer that does not come in time is an error of its own', async () => {
  const client = new LoaderoClient({
    projectId: 1,
    accessToken: token,
    fetch,
    timeoutMs: 5,
    retry: { attempts: 1 },
  })
  await expect(client.tests.get(1)).rejects.toBeInstanceOf(TimeoutError)
})

test('an abort ends a request at once and is not dressed up as a lost connection', async () => {
  const abort = new AbortController()
  const client = new LoaderoClient({ projectId: 1, accessToken: token, fetch: neverAnswers })
  const reading = client.tests.get(1, { signal: abort.signal })
  setImmediate(() => abort.abort(new Error('interrupted')))
  await expect(reading).rejects.toThrow('interrupted')
})

test('all rows come once each, page by page, also when one moves between pages', async () => {
  const rows = Array.from({ length: 150 }, (_, index) => ({ id: index + 1 }))
  const { client, asked } = service(
    json(200, { results: rows.slice(0, 100) }),
    json(200, { results: [rows[99], ...rows.slice(100)] }),
  )
  const ids: number[] = []
  for await (const row of client.tests.all()) ids.push(row.id)
  expect(ids).toEqual(rows.map((row) => row.id))
  expect(asked.map(({ url }) => new URL(url).search)).toEqual([
    '?limit=100&offset=0',
    '?limit=100&offset=100',
  ])
})

test('a run is waited for until its status is terminal, and an unknown status is not', async () => {
  const { client, clock } = service(
    ...['pending', 'running', 'running', 'something-new', 'done'].map((status) =>
      json(200, { id: 1, status }),
    ),
  )
  const start = clock.now()
  const seen: (string | undefined)[] = []
  const run = await client.run(1).wait({ intervalMs: 10_000, onChange: ({ status }) => seen.push(status) })
  expect(run.status).toBe('done')
  expect(seen).toEqual(['pending', 'running', 'something-new', 'done'])
  expect(clock.now() - start).toBe(40_000)
})

test('no error shows the token, however deep one looks', async () => {
  const { client } = service(
    json(403, { code: 403, error: 'Access denied' }),
    new TypeError('fetch failed', { cause: new Error('socket hang up') }),
    json(200, 'nonsense'),
  )
  for (const call of [() => client.tests.get(1), () => client.test(1).launch(), () => client.tests.get(1)]) {
    const error = await call().then(
      () => expect.fail('must not succeed'),
      (caught: unknown) => caught,
    )
    expect(inspect(error, { depth: Infinity, showHidden: true, getters: true })).not.toContain(token)
  }
  expect(inspect(client, { depth: Infinity, showHidden: true })).not.toContain(token)
})

test('a download sends the token to the API alone and leaves a whole file or none', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'core-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  const cut = new ReadableStream({
    pull: (controller) => controller.error(new Error('cut')),
  })
  const { client, asked } = service(
    new Response('log'),
    new Response('log'),
    new Response('gone', { status: 403 }),
    new Response(cut),
  )
  await client.download('https://logs.example/selenium/1.txt', join(directory, 'a', 'foreign.txt'))
  await client.download('https://api.loadero.com/v2/logs/1.txt', join(directory, 'own.txt'))
  expect(asked.map(({ init }) => 'authorization' in init.headers)).toEqual([false, true])
  expect(await readFile(join(directory, 'a', 'foreign.txt'), 'utf8')).toBe('log')
  await expect(client.download('https://logs.example/2', join(directory, 'b'))).rejects.toThrow('403 gone')
  await expect(client.download('https://logs.example/3', join(directory, 'c'))).rejects.toBeInstanceOf(
    ConnectionError,
  )
  expect((await readdir(directory)).toSorted()).toEqual(['a', 'own.txt'])
})
