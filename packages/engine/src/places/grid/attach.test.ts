import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as readText } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { createCleanupList } from '../../process/cleanup-list.js'
import { EngineError } from '../../process/errors.js'
import { attachToGridSession } from './attach.js'
import { connectEndpoint } from './endpoint.js'
import { createSession } from './session.js'

/** A grid with one session, and with DevTools of a browser with the window `windowId` at some paths. */
async function startGrid(devtoolsPaths: readonly string[], windowId = 'w1') {
  const upgrades: string[] = []
  const server = createServer((request, response) => {
    void readText(request).then(() => {
      const value = request.url === '/wd/hub/session' ? { sessionId: 's/1', capabilities: {} } : 'w1'
      response.end(JSON.stringify({ value }))
    })
  })
  const sockets = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) => {
    upgrades.push(`${request.url} ${request.headers.authorization ?? 'without credentials'}`)
    if (!devtoolsPaths.includes(request.url ?? '')) {
      socket.end('HTTP/1.1 404 Not Found\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, head, (browser) => {
      browser.on('message', (data: unknown) => {
        const { id } = JSON.parse(String(data)) as { id: number }
        browser.send(JSON.stringify({ id, result: { targetInfos: [{ targetId: windowId }] } }))
      })
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cleanup = createCleanupList()
  onTestFinished(async () => {
    await cleanup.run()
    server.closeAllConnections()
    server.close()
  })
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const endpoint = connectEndpoint(new URL(`http://me:hush-hush@${host}/wd/hub`), ['key-of-vendor'])
  const session = await createSession(endpoint, {}, cleanup)
  const attach = (template?: string) => attachToGridSession(endpoint, session, cleanup, template)
  return { attach, upgrades, host }
}

const credentials = `Basic ${btoa('me:hush-hush')}`

test('a path is at the server of the grid, with its credentials', async () => {
  const { attach, upgrades } = await startGrid(['/devtools/s%2F1'])
  await attach('/devtools/{sessionId}')
  expect(upgrades).toEqual([`/devtools/s%2F1 ${credentials}`])
})

test('a whole address is used without the credentials of the grid', async () => {
  const { attach, upgrades, host } = await startGrid(['/x?session=s%2F1&apiKey=key-of-vendor'])
  await attach(`ws://${host}/x?session={sessionId}&apiKey=key-of-vendor`)
  expect(upgrades).toEqual(['/x?session=s%2F1&apiKey=key-of-vendor without credentials'])
})

test.each([
  ['is not there', [], 'w1'],
  ['leads to another browser', ['/x?apiKey=key-of-vendor&s=s%2F1'], 'w2'],
])('an address that %s is refused without credentials', async (_, paths, windowId) => {
  const { attach, upgrades, host } = await startGrid(paths, windowId)
  const refusal = await attach(`ws://${host}/x?apiKey=key-of-vendor&s={sessionId}`).catch(
    (error: unknown) => error,
  )
  if (!(refusal instanceof EngineError)) throw refusal
  expect(upgrades).toHaveLength(1)
  expect(`${refusal.message} ${refusal.hint}`).not.toMatch(/hush|key-of-vendor/)
  expect([refusal.message.replaceAll(host, '<host>'), refusal.hint]).toMatchSnapshot()
})
