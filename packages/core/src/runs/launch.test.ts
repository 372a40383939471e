import { expect, test } from 'vitest'
import { LaunchLostError } from '../http/errors.js'
import { jsonResponse, rejectionOf, createTestService } from '../../test/service.js'

function runs(...ids: number[]) {
  return jsonResponse(200, { results: ids.map((id) => ({ id, status: 'pending' })) })
}
function lost() {
  return new TypeError('fetch failed', { cause: new Error('read ECONNRESET') })
}
const post = 'POST projects/5040/tests/7/runs/'
function posts(requests: readonly string[]) {
  return requests.filter((request) => request === post)
}

test('an answered launch says so', async () => {
  const { client, requests } = createTestService(runs(3), jsonResponse(202, { id: 4, status: 'pending' }))
  expect(await client.test(7).launch()).toMatchObject({ id: 4, foundBy: 'answered' })
  expect(posts(requests())).toHaveLength(1)
})

test('when the answer is lost, the run that appeared is found, and nothing is launched again', async () => {
  const { client, requests } = createTestService(runs(3, 2), lost(), runs(3, 2), runs(4, 3, 2))
  expect(await client.test(7).launch()).toMatchObject({ id: 4, foundBy: 'found' })
  expect(posts(requests())).toHaveLength(1)
})

test('an older run is never taken for the new one', async () => {
  const { client, requests, clock } = createTestService(runs(3), lost(), runs(3), runs(3), runs(3))
  const start = clock.now()
  const error = await rejectionOf(client.test(7).launch())
  expect(error).toBeInstanceOf(LaunchLostError)
  expect(error).toMatchObject({ candidates: [] })
  expect((error as Error).message).toMatchInlineSnapshot(
    `"POST projects/5040/tests/7/runs/: a run may have started: POST projects/5040/tests/7/runs/: no answer: read ECONNRESET; none has appeared; look at the test before you launch it again"`,
  )
  expect(clock.now() - start).toBeGreaterThanOrEqual(7_500)
  expect(posts(requests())).toHaveLength(1)
})

test('of two new runs neither is chosen', async () => {
  const { client } = createTestService(runs(3), lost(), runs(5, 4, 3))
  const error = await rejectionOf(client.test(7).launch())
  expect(error).toMatchObject({ candidates: [5, 4] })
  expect((error as Error).cause).toMatchObject({ message: expect.stringContaining('ECONNRESET') as string })
})

test('a refusal is a refusal: there is nothing to look for', async () => {
  const { client, asked } = createTestService(runs(), jsonResponse(409, { error: 'run in progress' }))
  await expect(client.test(7).launch()).rejects.toThrowErrorMatchingInlineSnapshot(
    `[ApiError: POST projects/5040/tests/7/runs/: 409 run in progress]`,
  )
  expect(asked).toHaveLength(2)
})

test('without a connection nothing was launched, and the first error is told', async () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
  const { client, asked } = createTestService(runs(), new TypeError('fetch failed', { cause: refused }))
  await expect(client.test(7).launch()).rejects.toThrow('connect ECONNREFUSED')
  expect(asked).toHaveLength(2)
})

test('429 is the one answer after which a launch is sent again: it says that nothing was done', async () => {
  const { client, requests } = createTestService(runs(), jsonResponse(429, {}), jsonResponse(202, { id: 4 }))
  expect(await client.test(7).launch()).toMatchObject({ id: 4, foundBy: 'answered' })
  expect(posts(requests())).toHaveLength(2)
})

test('a launch that is aborted is not looked for', async () => {
  const abort = new AbortController()
  const { client, asked } = createTestService(runs(), lost())
  const launching = client.test(7).launch({ signal: abort.signal })
  abort.abort(new Error('enough'))
  await expect(launching).rejects.toThrow('enough')
  expect(asked.length).toBeLessThanOrEqual(2)
})

test('an abort after the launch has left does not lose sight of its run', async () => {
  const abort = new AbortController()
  const { client, requests } = createTestService(runs(3), lost(), runs(4, 3))
  const launched = await client.test(7).launch({
    signal: abort.signal,
    onSend: () => setImmediate(() => abort.abort(new Error('enough'))),
  })
  expect(launched).toMatchObject({ id: 4, foundBy: 'found' })
  expect(posts(requests())).toHaveLength(1)
})

test('who is told before the launch leaves may keep it back', async () => {
  const { client, requests } = createTestService(runs(3, 2))
  const onSend = (known: readonly number[]) => {
    throw new Error(`cannot note ${known.join()}`)
  }
  await expect(client.test(7).launch({ onSend })).rejects.toThrow('cannot note 3,2')
  expect(posts(requests())).toEqual([])
})

test('the run of an earlier launch is taken over, and only where there is none another is launched', async () => {
  const found = createTestService(runs(4, 3))
  expect(await found.client.test(7).launch({ knownRunIds: [3] })).toMatchObject({ id: 4, foundBy: 'found' })
  expect(posts(found.requests())).toEqual([])
  const none = createTestService(runs(3), jsonResponse(202, { id: 5 }))
  expect(await none.client.test(7).launch({ knownRunIds: [3] })).toMatchObject({ id: 5, foundBy: 'answered' })
  const several = createTestService(runs(5, 4, 3))
  expect(await rejectionOf(several.client.test(7).launch({ knownRunIds: [3] }))).toMatchObject({
    candidates: [5, 4],
    searched: true,
  })
})

test('whether a lost launch was looked for to the end is told', async () => {
  const none = createTestService(runs(3), lost(), runs(3), runs(3), runs(3))
  expect(await rejectionOf(none.client.test(7).launch())).toMatchObject({ candidates: [], searched: true })
  const blind = createTestService(runs(3), lost(), jsonResponse(500, {}))
  expect(await rejectionOf(blind.client.test(7).launch())).toMatchObject({ candidates: [], searched: false })
})
