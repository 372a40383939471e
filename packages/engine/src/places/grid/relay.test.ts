import { expect, onTestFinished, test } from 'vitest'
import { fakeGrid } from '../../../test/fake-grid.js'
import { createCleanupList } from '../../process/endings.js'
import { createSession } from './session.js'
import { startRelay } from './relay.js'

const capabilities = { browserName: 'chrome', 'vendor:socket': 'wss://me:hush-hush@vendor' }
const invalid = {
  status: 404,
  text: JSON.stringify({ value: { error: 'invalid session id', message: 'gone' } }),
}

/** A relay before a grid that answers like this, and what a script's process would ask of it. */
async function relayed(routes: Parameters<typeof fakeGrid>[0] = {}) {
  const endings = createCleanupList()
  const grid = await fakeGrid({ 'POST /wd/session': () => ({ sessionId: 's1', capabilities }), ...routes })
  const session = await createSession(grid.endpoint, {}, endings)
  const losses: string[] = []
  const port = await startRelay({ ...grid, session, endings, lost: (why) => void losses.push(why) })
  onTestFinished(() => endings.end())
  const ask = async (method: string, path: string, body?: string) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, ...(body && { body }) })
    return { status: response.status, ...((await response.json()) as { value: unknown }) }
  }
  return { ...grid, ask, losses }
}

test('its one session is there at once, without credentials', async () => {
  const { ask, requests } = await relayed()
  expect((await ask('POST', '/session', '{}')).value).toEqual({
    sessionId: 's1',
    capabilities: { browserName: 'chrome', 'vendor:socket': 'wss://me:***@vendor' },
  })
  expect(requests).toEqual(['POST /wd/session'])
})

test('commands go through as they are, with the credentials', async () => {
  const { ask, credentials } = await relayed({
    'POST /wd/session/s1/url': (body) => JSON.parse(body) as object,
  })
  expect(await ask('POST', '/session/s1/url', '{"url":"about:blank"}')).toEqual({
    status: 200,
    value: { url: 'about:blank' },
  })
  expect([...credentials]).toEqual([`Basic ${btoa('us@er:hush-hush')}`])
})

test('other sessions of the grid are out of reach', async () => {
  const { ask, requests } = await relayed()
  for (const path of ['/session/s2/url', '/session/s10', '/status', '/se/grid/newsessionqueue/queue']) {
    expect(await ask('DELETE', path)).toMatchObject({ status: 404, value: { error: 'invalid session id' } })
  }
  expect(requests).toHaveLength(1)
})

test('a script that ends its session ends it for itself alone', async () => {
  const { ask, requests, losses } = await relayed()
  expect(await ask('DELETE', '/session/s1')).toEqual({ status: 200, value: null })
  expect(await ask('GET', '/session/s1/url')).toMatchObject({ status: 404 })
  expect(requests).toHaveLength(1)
  expect(losses).toEqual([])
})

test('a session that the grid has dropped is lost, which is no failure of the script', async () => {
  const { ask, losses } = await relayed({ 'GET /wd/session/s1/url': () => invalid })
  expect(await ask('GET', '/session/s1/url')).toMatchObject({ status: 404 })
  expect(losses).toEqual(['it no longer knows the session'])
})
