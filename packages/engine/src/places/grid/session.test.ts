import { expect, test } from 'vitest'
import { closeConnection, fakeGrid } from '../../../test/fake-grid.js'
import { createCleanupList } from '../../process/cleanup-list.js'
import { EngineError } from '../../process/errors.js'
import { createSession } from './session.js'

const created = { sessionId: 's1', capabilities: { browserName: 'chrome' } }

test('ends the session with its participant', async () => {
  const cleanup = createCleanupList()
  const bodies: unknown[] = []
  const { endpoint, requests } = await fakeGrid({
    'POST /wd/session': (body) => (bodies.push(JSON.parse(body)), created),
    'DELETE /wd/session/s1': () => null,
  })
  const { id, capabilities } = await createSession(endpoint, { browserName: 'chrome' }, cleanup)
  expect([id, capabilities]).toEqual(['s1', created.capabilities])
  expect(bodies).toEqual([{ capabilities: { alwaysMatch: { browserName: 'chrome' }, firstMatch: [{}] } }])
  await cleanup.run()
  expect(requests.slice(1)).toEqual(['DELETE /wd/session/s1'])
})

test('ends a session that is created too late', async () => {
  const cleanup = createCleanupList()
  let respond: (value: unknown) => void = () => {}
  const { endpoint, requests } = await fakeGrid({
    'POST /wd/session': () => new Promise((resolve) => void (respond = resolve)),
    'DELETE /wd/session/s1': () => null,
  })
  const session = createSession(endpoint, {}, cleanup)
  await expect.poll(() => requests).toHaveLength(1)
  const ended = cleanup.run()
  respond(created)
  await Promise.all([session, ended])
  expect(requests).toEqual(['POST /wd/session', 'DELETE /wd/session/s1'])
})

test('retries the end of a session once', async () => {
  const cleanup = createCleanupList()
  let attempts = 0
  const { endpoint } = await fakeGrid({
    'POST /wd/session': () => created,
    'DELETE /wd/session/s1': () => (++attempts === 1 ? closeConnection : null),
  })
  await createSession(endpoint, {}, cleanup)
  await cleanup.run()
  expect(attempts).toBe(2)
})

test('explains that the grid has no free slot', async () => {
  const cleanup = createCleanupList()
  const error = 'session not created'
  const { endpoint, requests, port } = await fakeGrid({
    'POST /wd/session': () => ({
      status: 500,
      text: JSON.stringify({ value: { error, message: 'New session request timed out\nBuild info: …' } }),
    }),
  })
  const refusal: unknown = await createSession(endpoint, {}, cleanup).catch((each: unknown) => each)
  if (!(refusal instanceof EngineError)) throw refusal
  expect([refusal.message.replaceAll(`:${port}/`, ':<port>/'), refusal.hint]).toMatchInlineSnapshot(`
    [
      "no browser could be started: the grid at http://127.0.0.1:<port>/wd/ returned an error: New session request timed out",
      "Check that it has a node with Chrome and a free slot there. Sessions of other users take slots too.",
    ]
  `)
  await cleanup.run()
  expect(requests).toEqual(['POST /wd/session'])
})
