import { expect, onTestFinished, test } from 'vitest'
import { fakeGrid } from '../../../test/fake-grid.js'
import { createCleanupList } from '../../process/cleanup-list.js'
import { createSession } from './session.js'
import { startRelay } from './relay.js'

const capabilities = { browserName: 'chrome', 'vendor:socket': 'wss://me:hush-hush@vendor' }
const invalid = {
  status: 404,
  text: JSON.stringify({ value: { error: 'invalid session id', message: 'gone' } }),
}

/** A relay to a grid with these responses, and a client that sends requests to the relay. */
async function startTestRelay(routes: Parameters<typeof fakeGrid>[0] = {}, isAlive = true) {
  const cleanup = createCleanupList()
  const grid = await fakeGrid({ 'POST /wd/session': () => ({ sessionId: 's1', capabilities }), ...routes })
  const session = await createSession(grid.endpoint, {}, cleanup)
  const losses: string[] = []
  const port = await startRelay({
    ...grid,
    session,
    cleanup: cleanup,
    isAlive: () => Promise.resolve(isAlive),
    onLost: (reason) => void losses.push(reason),
  })
  onTestFinished(() => cleanup.run())
  const send = async (method: string, path: string, body?: string) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, ...(body && { body }) })
    return { status: response.status, ...((await response.json()) as { value: unknown }) }
  }
  return { ...grid, send, losses }
}

test('returns its session without the credentials', async () => {
  const { send, requests } = await startTestRelay()
  expect((await send('POST', '/session', '{}')).value).toEqual({
    sessionId: 's1',
    capabilities: { browserName: 'chrome', 'vendor:socket': 'wss://me:***@vendor' },
  })
  expect(requests).toEqual(['POST /wd/session'])
})

test('forwards commands unchanged and adds the credentials', async () => {
  const { send, credentials } = await startTestRelay({
    'POST /wd/session/s1/url': (body) => JSON.parse(body) as object,
  })
  expect(await send('POST', '/session/s1/url', '{"url":"about:blank"}')).toEqual({
    status: 200,
    value: { url: 'about:blank' },
  })
  expect([...credentials]).toEqual([`Basic ${btoa('us@er:hush-hush')}`])
})

test('refuses requests to other sessions of the grid', async () => {
  const { send, requests } = await startTestRelay()
  for (const path of ['/session/s2/url', '/session/s10', '/status', '/se/grid/newsessionqueue/queue']) {
    expect(await send('DELETE', path)).toMatchObject({ status: 404, value: { error: 'invalid session id' } })
  }
  expect(requests).toHaveLength(1)
})

test('hides an ended session from the script only', async () => {
  const { send, requests, losses } = await startTestRelay()
  expect(await send('DELETE', '/session/s1')).toEqual({ status: 200, value: null })
  expect(await send('GET', '/session/s1/url')).toMatchObject({ status: 404 })
  expect(requests).toHaveLength(1)
  expect(losses).toEqual([])
})

test('reports a session that the grid has dropped', async () => {
  const { send, losses } = await startTestRelay({ 'GET /wd/session/s1/url': () => invalid })
  expect(await send('GET', '/session/s1/url')).toMatchObject({ status: 404 })
  expect(losses).toEqual(['the session no longer exists'])
})

test.each([
  ['a browser that answers', true, []],
  ['a browser that is gone', false, ['its browser does not answer']],
])('a failed command is checked against %s', async (_, isAlive, reasons) => {
  const failed = {
    status: 500,
    text: JSON.stringify({ value: { error: 'unknown error', message: 'Unable to execute request' } }),
  }
  const routes = {
    'POST /wd/session/s1/url': () => failed,
    'POST /wd/session/s1/element': () => ({ status: 404, text: '{"value":{"error":"no such element"}}' }),
  }
  const { send, losses } = await startTestRelay(routes, isAlive)
  expect(await send('POST', '/session/s1/element', '{}')).toMatchObject({ status: 404 })
  expect(losses).toEqual([])
  expect(await send('POST', '/session/s1/url', '{}')).toMatchObject({ status: 500 })
  expect(losses).toEqual(reasons)
})
