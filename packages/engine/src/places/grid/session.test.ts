import { expect, test } from 'vitest'
import { breakOff, fakeGrid } from '../../../test/fake-grid.js'
import { createCleanupList } from '../../process/endings.js'
import { EngineError } from '../../process/errors.js'
import { createSession } from './session.js'

const made = { sessionId: 's1', capabilities: { browserName: 'chrome' } }

test('a session that stands ends with its participant', async () => {
  const endings = createCleanupList()
  const wanted: unknown[] = []
  const { endpoint, requests } = await fakeGrid({
    'POST /wd/session': (body) => (wanted.push(JSON.parse(body)), made),
    'DELETE /wd/session/s1': () => null,
  })
  const { id, capabilities } = await createSession(endpoint, { browserName: 'chrome' }, endings)
  expect([id, capabilities]).toEqual(['s1', made.capabilities])
  expect(wanted).toEqual([{ capabilities: { alwaysMatch: { browserName: 'chrome' }, firstMatch: [{}] } }])
  await endings.end()
  expect(requests.slice(1)).toEqual(['DELETE /wd/session/s1'])
})

test('a session whose participant ends before the grid has answered is ended as well', async () => {
  const endings = createCleanupList()
  let answer: (value: unknown) => void = () => {}
  const { endpoint, requests } = await fakeGrid({
    'POST /wd/session': () => new Promise((resolve) => void (answer = resolve)),
    'DELETE /wd/session/s1': () => null,
  })
  const session = createSession(endpoint, {}, endings)
  await expect.poll(() => requests).toHaveLength(1)
  const ended = endings.end()
  answer(made)
  await Promise.all([session, ended])
  expect(requests).toEqual(['POST /wd/session', 'DELETE /wd/session/s1'])
})

test('an end that did not get through is tried once more', async () => {
  const endings = createCleanupList()
  let tries = 0
  const { endpoint } = await fakeGrid({
    'POST /wd/session': () => made,
    'DELETE /wd/session/s1': () => (++tries === 1 ? breakOff : null),
  })
  await createSession(endpoint, {}, endings)
  await endings.end()
  expect(tries).toBe(2)
})

test('no free slot is told with a way out, and leaves nothing to end', async () => {
  const endings = createCleanupList()
  const error = 'session not created'
  const { endpoint, requests, port } = await fakeGrid({
    'POST /wd/session': () => ({
      status: 500,
      text: JSON.stringify({ value: { error, message: 'New session request timed out\nBuild info: …' } }),
    }),
  })
  const refusal: unknown = await createSession(endpoint, {}, endings).catch((each: unknown) => each)
  if (!(refusal instanceof EngineError)) throw refusal
  expect([refusal.message.replaceAll(`:${port}/`, ':<port>/'), refusal.hint]).toMatchInlineSnapshot(`
    [
      "no browser to be had: the grid at http://127.0.0.1:<port>/wd/ refuses: New session request timed out",
      "Has it a node with Chrome, and a free slot there? Sessions of others count as well.",
    ]
  `)
  await endings.end()
  expect(requests).toEqual(['POST /wd/session'])
})
