import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'
import type { Cdp } from '../../cdp/cdp.js'
import type { CleanupList } from '../../process/cleanup-list.js'
import { createDriverFilter } from './driver-filter.js'

export interface DriverEndpointOptions {
  /** The browser's own DevTools: `ws://127.0.0.1:9222/devtools/browser/…` */
  readonly browserUrl: string
  readonly contextId: string
  readonly cdp: Cdp
  readonly cleanup: CleanupList
}

/**
 * Starts a DevTools endpoint on 127.0.0.1 at which a driver finds one context of a browser, as if it were a browser of
 * its own, and returns its port.
 */
export async function startDriverEndpoint(options: DriverEndpointOptions): Promise<number> {
  const { browserUrl, contextId, cleanup, cdp } = options
  const { host, pathname } = new URL(browserUrl)
  const sockets = new Set<WebSocket>()
  const server = createServer((request, response) => {
    void answer(request.url ?? '').then(
      (json) => response.setHeader('content-type', 'application/json; charset=UTF-8').end(json),
      () => response.writeHead(404).end(),
    )
  })
  const answer = async (path: string) => {
    const own = `127.0.0.1:${(server.address() as AddressInfo).port}`
    if (path.startsWith('/json/list')) {
      const { targetInfos } = await cdp.send('Target.getTargets')
      return JSON.stringify(targetInfos.map(({ targetId, type, url }) => ({ id: targetId, type, url, webSocketDebuggerUrl: `ws://${own}/devtools/page/${targetId}` })))
    }
    if (!path.startsWith('/json/version')) throw new Error('not found')
    const version = await (await fetch(`http://${host}/json/version`)).json()
    return JSON.stringify({ ...(version as object), webSocketDebuggerUrl: `ws://${own}${pathname}` })
  }
  const acceptor = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) => {
    acceptor.handleUpgrade(request, socket, head, (driver) => {
      sockets.add(driver)
      sockets.add(connectDriver(driver, browserUrl, contextId))
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve)
  })
  cleanup.add(async () => {
    for (const socket of sockets) socket.terminate()
    server.closeAllConnections()
    await new Promise((resolve) => void server.close(resolve))
  })
  return (server.address() as AddressInfo).port
}

/** Connects a driver to the browser, through a filter. */
function connectDriver(driver: WebSocket, browserUrl: string, contextId: string): WebSocket {
  const browser = new WebSocket(browserUrl, { perMessageDeflate: false })
  const filter = createDriverFilter(contextId)
  const unsent: string[] = []
  const send = (text: string) => {
    if (browser.readyState === WebSocket.OPEN) browser.send(text)
    else unsent.push(text)
  }
  browser.on('open', () => unsent.splice(0).forEach((text) => browser.send(text)))
  driver.on('message', (data) => {
    const outcome = filter.command(String(data))
    if ('send' in outcome) send(outcome.send)
    else driver.send(outcome.answer)
  })
  browser.on('message', (data) => {
    const text = filter.message(String(data))
    if (text !== undefined) driver.send(text)
  })
  for (const socket of [driver, browser]) {
    socket.on('error', () => {})
    socket.on('close', () => {
      driver.terminate()
      browser.terminate()
    })
  }
  return browser
}
