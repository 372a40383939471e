import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { createFakeBrowser } from '../../../test/fake-browser.js'
import { createCleanupList } from '../../process/cleanup-list.js'
import { shareBrowser } from './contexts.js'
import { startDriverEndpoint } from './driver-endpoint.js'

const browserPath = '/devtools/browser/b1'

/** An endpoint for context `C1` of a browser that answers each message with `{"id":0,"result":{}}`. */
async function startEndpoint() {
  const connected: string[] = []
  const server = createServer(({ url }, response) => {
    const address = `ws://${own}/devtools`
    const pages = ['T1', 'T2'].map((id) => ({ id, webSocketDebuggerUrl: `${address}/page/${id}` }))
    const answer = url === '/json/version' ? { webSocketDebuggerUrl: `${address}/browser/b1` } : pages
    response.end(JSON.stringify(answer))
  })
  const acceptor = new WebSocketServer({ noServer: true })
  server.on('upgrade', (upgrade, socket, head) =>
    acceptor.handleUpgrade(upgrade, socket, head, (driver) => {
      connected.push(upgrade.url ?? '')
      driver.on('message', () => driver.send('{"id":0,"result":{}}'))
    }),
  )
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const own = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const browser = createFakeBrowser()
  browser.targetInfos = ['1', '2'].map((n) => ({ targetId: `T${n}`, browserContextId: `C${n}` }))
  const context = await (await shareBrowser(browser.cdp))()
  const cleanup = createCleanupList()
  const port = await startDriverEndpoint(`ws://${own}${browserPath}`, context, cleanup)
  onTestFinished(async () => {
    await cleanup.run()
    server.closeAllConnections()
    server.close()
  })
  return { host: `127.0.0.1:${port}`, cleanup, connected }
}

async function read(host: string, path: string, headers: Record<string, string> = {}) {
  const sent = request(`http://${host}${path}`, { headers }).end()
  const [response] = (await once(sent, 'response')) as [AsyncIterable<Buffer> & { statusCode: number }]
  let text = ''
  for await (const chunk of response) text += String(chunk)
  return { status: response.statusCode, json: text === '' ? undefined : (JSON.parse(text) as unknown) }
}

test('a driver finds the browser and the pages of its context at the address of the endpoint', async () => {
  const { host } = await startEndpoint()
  const page = { id: 'T1', webSocketDebuggerUrl: `ws://${host}/devtools/page/T1` }
  expect(await read(host, '/json/version')).toEqual({
    status: 200,
    json: { webSocketDebuggerUrl: `ws://${host}${browserPath}` },
  })
  expect((await read(host, '/json')).json).toEqual([page])
  expect((await read(host, '/json/list')).json).toEqual([page])
})

test.each([
  ['another path', '/json/new', {}],
  ['a page that has found a name for the address', '/json/list', { host: 'rebound.example' }],
])('%s finds nothing', async (_, path, headers) => {
  const { host } = await startEndpoint()
  expect(await read(host, path, headers)).toEqual({ status: 404, json: undefined })
})

test.each([browserPath, '/devtools/page/T1'])('messages reach %s and come back', async (path) => {
  const { host, connected, cleanup } = await startEndpoint()
  const driver = new WebSocket(`ws://${host}${path}`)
  await once(driver, 'open')
  driver.send(JSON.stringify({ id: 0, method: 'Browser.getVersion', params: {} }))
  const [answer] = (await once(driver, 'message')) as [Buffer]
  expect(String(answer)).toBe('{"id":0,"result":{}}')
  expect(connected).toEqual([path])
  const closed = once(driver, 'close')
  await cleanup.run()
  await closed
})

test.each([
  ['a page of another context', '/devtools/page/T2', {}],
  ['another browser', '/devtools/browser/b2', {}],
  ['the browser for a page', browserPath, { origin: 'http://shop.example' }],
])('there is no connection to %s', async (_, path, headers) => {
  const { host, connected } = await startEndpoint()
  const driver = new WebSocket(`ws://${host}${path}`, { headers })
  await new Promise((resolve) => driver.on('error', () => {}).on('close', resolve))
  expect(connected).toEqual([])
})
