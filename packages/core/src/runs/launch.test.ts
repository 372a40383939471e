import { expect, test } from 'vitest'
import { LaunchLostError } from '../http/errors.js'
import { jsonResponse, rejectionOf, createTestService } from '../../test/service.js'

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

test('an older run is not mistaken for the new one', async () => {
  const { client, requests, clock } = createTestService(
    runList(3),
    lostResponse(),
    runList(3),
    runList(3),
    runList(3),
  )
  const start = clock.now()
  const error = await rejectionOf(client.test(7).launch())
  expect(error).toBeInstanceOf(LaunchLostError)
  expect(error).toMatchObject({ candidates: [] })
  expect((error as Error).message).toMatchInlineSnapshot(
    `"POST projects/5040/tests/7/runs/: a run may have started: POST projects/5040/tests/7/runs/: no response: read ECONNRESET; no new run appeared; check the test's runs before you launch it again"`,
  )
  expect(clock.now() - start).toBeGreaterThanOrEqual(7_500)
  expect(posts(requests())).toHaveLength(1)
})

test('of two new runs none is chosen', async () => {
  const { client } = createTestService(runList(3), lostResponse(), runList(5, 4, 3))
  const error = await rejectionOf(client.test(7).launch())
  expect(error).toMatchObject({ candidates: [5, 4] })
  expect((error as Error).cause).toMatchObject({ message: expect.stringContaining('ECONNRESET') as string })
})

test('a refused launch is not searched for', async () => {
  const { client, calls } = createTestService(runList(), jsonResponse(409, { error: 'run in progress' }))
  await expect(client.test(7).launch()).rejects.toThrowErrorMatchingInlineSnapshot(
    `[ConflictError: POST projects/5040/tests/7/runs/: 409 run in progress]`,
  )
  expect(calls).toHaveLength(2)
})

test('a launch without a connection is not searched for', async () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
  const { client, calls } = createTestService(runList(), new TypeError('fetch failed', { cause: refused }))
  await expect(client.test(7).launch()).rejects.toThrow('connect ECONNREFUSED')
  expect(calls).toHaveLength(2)
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

test('the run of an earlier launch is found first', async () => {
  const found = createTestService(runList(4, 3))
  expect(await found.client.test(7).launch({ knownRunIds: [3] })).toMatchObject({ id: 4, foundBy: 'search' })
  expect(posts(found.requests())).toEqual([])
  const missing = createTestService(runList(3), jsonResponse(202, { id: 5 }))
  expect(await missing.client.test(7).launch({ knownRunIds: [3] })).toMatchObject({
    id: 5,
    foundBy: 'response',
  })
  const several = createTestService(runList(5, 4, 3))
  expect(await rejectionOf(several.client.test(7).launch({ knownRunIds: [3] }))).toMatchObject({
    candidates: [5, 4],
    searched: true,
  })
})

test('the error shows whether the search was complete', async () => {
  const none = createTestService(runList(3), lostResponse(), runList(3), runList(3), runList(3))
  expect(await rejectionOf(none.client.test(7).launch())).toMatchObject({ candidates: [], searched: true })
  const failed = createTestService(runList(3), lostResponse(), jsonResponse(500, {}))
  expect(await rejectionOf(failed.client.test(7).launch())).toMatchObject({ candidates: [], searched: false })
})
