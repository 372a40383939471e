import { expect, test } from 'vitest'
import { LoaderoClient } from '../client.js'
import { virtualClock } from '../clock/virtual-clock.js'
import { ApiError, ConnectionError, LaunchLostError } from '../http/errors.js'
import type { Fetch } from '../http/network.js'
import {
  createTestService,
  createTestServiceWith,
  jsonResponse,
  rejectionOf,
  token,
} from '../../test/service.js'
import type { LaunchOptions } from './launch.js'

function runList(...ids: number[]) {
  return jsonResponse(200, { results: ids.map((id) => ({ id, status: 'pending' })) })
}
function lostResponse() {
  return new TypeError('fetch failed', { cause: new Error('read ECONNRESET') })
}
const post = 'POST projects/5040/tests/7/runs/'
function posts(requests: readonly string[]) {
  return requests.filter((request) => request === post)
}

test('a confirmed launch is found by its response', async () => {
  const { client, requests } = createTestService(runList(3), jsonResponse(202, { id: 4, status: 'pending' }))
  expect(await client.test(7).launch()).toMatchObject({ id: 4, foundBy: 'response' })
  expect(posts(requests())).toHaveLength(1)
})

test('a run whose response was lost is found', async () => {
  const { client, requests } = createTestService(
    runList(3, 2),
    lostResponse(),
    runList(3, 2),
    runList(4, 3, 2),
  )
  expect(await client.test(7).launch()).toMatchObject({ id: 4, foundBy: 'search' })
  expect(posts(requests())).toHaveLength(1)
})

test('of two new runs none is chosen', async () => {
  const { client } = createTestService(runList(3), lostResponse(), runList(5, 4, 3))
  const error = await rejectionOf(client.test(7).launch())
  expect(error).toMatchObject({ candidates: [5, 4] })
  expect((error as Error).cause).toMatchObject({ message: expect.stringContaining('ECONNRESET') as string })
})

test('a launch is sent again after 429', async () => {
  const { client, requests } = createTestService(
    runList(),
    jsonResponse(429, {}),
    jsonResponse(202, { id: 4 }),
  )
  expect(await client.test(7).launch()).toMatchObject({ id: 4, foundBy: 'response' })
  expect(posts(requests())).toHaveLength(2)
})

test('an aborted launch is not searched for', async () => {
  const abort = new AbortController()
  const { client, calls } = createTestService(runList(), lostResponse())
  const launching = client.test(7).launch({ signal: abort.signal })
  abort.abort(new Error('enough'))
  await expect(launching).rejects.toThrow('enough')
  expect(calls.length).toBeLessThanOrEqual(2)
})

test('an abort after the request still finds the run', async () => {
  const abort = new AbortController()
  const { client, requests } = createTestService(runList(3), lostResponse(), runList(4, 3))
  const launched = await client.test(7).launch({
    signal: abort.signal,
    onSend: () => setImmediate(() => abort.abort(new Error('enough'))),
  })
  expect(launched).toMatchObject({ id: 4, foundBy: 'search' })
  expect(posts(requests())).toHaveLength(1)
})

test('an error in onSend prevents the request', async () => {
  const { client, requests } = createTestService(runList(3, 2))
  const onSend = (known: readonly number[]) => {
    throw new Error(`cannot store ${known.join()}`)
  }
  await expect(client.test(7).launch({ onSend })).rejects.toThrow('cannot store 3,2')
  expect(posts(requests())).toEqual([])
})

/** A service that answers a launch as given; its run is listed from `appearsMs` after the launch on, or never. */
function createLaunchService(responses: readonly (() => Response | Error)[], appearsMs = Infinity) {
  const clock = virtualClock()
  const sentMs: number[] = []
  const fetch: Fetch = (_url, { method }) => {
    if (method === 'GET') {
      const isListed = clock.now() - (sentMs.at(-1) ?? Infinity) >= appearsMs
      return Promise.resolve(isListed ? runList(4, 3) : runList(3))
    }
    const response = responses[Math.min(sentMs.length, responses.length - 1)]?.()
    sentMs.push(clock.now())
    return response instanceof Error ? Promise.reject(response) : Promise.resolve(response ?? runList())
  }
  const client = new LoaderoClient({ projectId: 5040, accessToken: token, fetch, clock, random: () => 1 })
  return { launch: (options?: LaunchOptions) => client.test(7).launch(options), sentMs, clock }
}

function connectionError(code: string) {
  return () => new TypeError('fetch failed', { cause: Object.assign(new Error(`connect ${code}`), { code }) })
}
function status(code: number) {
  return () => jsonResponse(code, { error: 'no' })
}
function confirmed() {
  return jsonResponse(202, { id: 4, status: 'pending', test_id: 7 })
}

/** Responses by which a launch may have arrived. */
const unclearResponses: Readonly<Record<string, () => Response | Error>> = {
  'reset connection': lostResponse,
  'closed socket': connectionError('UND_ERR_SOCKET'),
  'timed out write': connectionError('ETIMEDOUT'),
  '200 with a page': () => new Response('<html>welcome</html>', { status: 200 }),
  '202 without an id': () => jsonResponse(202, {}),
  '202 with the id of an older run': () => jsonResponse(202, { id: 3, status: 'pending' }),
  '202 with a run of another test': () => jsonResponse(202, { id: 9, status: 'pending', test_id: 8 }),
  ...Object.fromEntries(
    [301, 302, 307, 308, 408, 409, 418, 425, 499, 500, 502, 503, 504, 520, 524].map((code) => [
      code,
      status(code),
    ]),
  ),
}

test.each(Object.entries(unclearResponses))(
  'after %s the run is found and not launched again',
  async (_, response) => {
    for (const appearsMs of [0, 7_000]) {
      const { launch: launchTest, sentMs } = createLaunchService([response], appearsMs)
      expect(await launchTest()).toMatchObject({ id: 4, foundBy: 'search' })
      expect(sentMs).toHaveLength(1)
    }
  },
)

test.each(Object.entries(unclearResponses))(
  'after %s without a run nothing is sent again',
  async (name, response) => {
    const { launch: launchTest, sentMs, clock } = createLaunchService([response])
    const error = await rejectionOf(launchTest())
    const isRefusal = /^(30\d|409|418)$/.test(name)
    expect(error).toBeInstanceOf(isRefusal ? ApiError : LaunchLostError)
    expect(clock.now() - (sentMs[0] ?? 0)).toBeGreaterThanOrEqual(isRefusal ? 8_000 : 120_000)
    expect(sentMs).toHaveLength(1)
  },
)

test('a run that appears after two minutes of lag is found', async () => {
  const { launch: launchTest, sentMs } = createLaunchService([status(504)], 110_000)
  expect(await launchTest()).toMatchObject({ id: 4, foundBy: 'search' })
  expect(sentMs).toHaveLength(1)
})

test.each([400, 401, 403, 404, 422])('a launch refused with %i is not searched for', async (code) => {
  const { launch: launchTest, sentMs, clock } = createLaunchService([status(code)])
  const start = clock.now()
  expect(await rejectionOf(launchTest())).toMatchObject({ status: code })
  expect(clock.now() - start).toBeLessThan(1_000)
  expect(sentMs).toHaveLength(1)
})

test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])(
  'a launch is sent again after %s, because nothing arrived',
  async (code) => {
    const { launch: launchTest, sentMs } = createLaunchService([connectionError(code), confirmed])
    expect(await launchTest()).toMatchObject({ id: 4, foundBy: 'response' })
    expect(sentMs).toHaveLength(2)
    const never = createLaunchService([connectionError(code)])
    expect(await rejectionOf(never.launch())).toBeInstanceOf(ConnectionError)
  },
)

test('a launch that lost its connection after another was refused is not sent again', async () => {
  const { launch: launchTest, sentMs } = createLaunchService(
    [connectionError('ECONNREFUSED'), lostResponse],
    9_000,
  )
  expect(await launchTest()).toMatchObject({ id: 4, foundBy: 'search' })
  expect(sentMs).toHaveLength(2)
})

test('an abort shortens the search', async () => {
  const abort = new AbortController()
  const { launch: launchTest, sentMs, clock } = createLaunchService([lostResponse])
  const onSend = () => void clock.sleep(1_000).then(() => abort.abort(new Error('enough')))
  expect(await rejectionOf(launchTest({ signal: abort.signal, onSend }))).toBeInstanceOf(LaunchLostError)
  expect(clock.now() - (sentMs[0] ?? 0)).toBeLessThanOrEqual(12_000)
})

test('the run of an earlier launch is searched for and never sent', async () => {
  const found = createTestService(runList(4, 3))
  expect(await found.client.test(7).launch({ knownRunIds: [3] })).toMatchObject({ id: 4, foundBy: 'search' })
  expect(posts(found.requests())).toEqual([])
  const missing = createLaunchService([confirmed])
  expect(await rejectionOf(missing.launch({ knownRunIds: [3] }))).toBeInstanceOf(LaunchLostError)
  expect(missing.sentMs).toEqual([])
  const several = createTestService(runList(5, 4, 3))
  expect(await rejectionOf(several.client.test(7).launch({ knownRunIds: [3] }))).toMatchObject({
    candidates: [5, 4],
    searched: true,
  })
})

test('the error shows whether the search was complete', async () => {
  const none = createLaunchService([lostResponse])
  const error = await rejectionOf(none.launch())
  expect(error).toMatchObject({ candidates: [], searched: true })
  expect((error as Error).message).toMatchInlineSnapshot(
    `"POST projects/5040/tests/7/runs/: a run may have started: POST projects/5040/tests/7/runs/: no response: read ECONNRESET; no new run appeared within 120 s; the launch is not sent again"`,
  )
  const { client } = createTestServiceWith({ retry: { attempts: 1 } }, runList(3), lostResponse())
  expect(await rejectionOf(client.test(7).launch())).toMatchObject({ candidates: [], searched: false })
})
