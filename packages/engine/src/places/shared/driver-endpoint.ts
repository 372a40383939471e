import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'
import type { CleanupList } from '../../process/cleanup-list.js'
import type { BrowserContext } from './contexts.js'
import { createDriverFilter } from './driver-filter.js'

interface DriverEndpointOptions {
  /** The DevTools of the browser: `ws://127.0.0.1:9222/devtools/browser/…` */
  readonly browserUrl: string
  readonly context: BrowserContext
  readonly cleanup: CleanupList
}

/**
 * Starts a DevTools endpoint on 127.0.0.1 at which a driver finds one context of a browser, as if it were a browser of
 * its own, and returns its port.
 */
export async function startDriverEndpoint(options: DriverEndpointOptions): Promise<number> {
  const { browserUrl, context, cleanup } = options
  const { host, pathname } = new URL(browserUrl)
  const connections = new Set<() => void>()
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  const ownHost = `127.0.0.1:${port}`
  cleanup.add(async () => {
    for (const close of connections) close()
    server.closeAllConnections()
    await new Promise((resolve) => void server.close(resolve))
  })

  const answer = async (path: string) => {
    if (path === '/json/list') {
      const { targetInfos } = await context.cdp.send('Target.getTargets')
      return targetInfos.map(({ targetId: id, ...info }) => ({ id, ...info }))
    }
    const response = await fetch(`http://${host}/json/version`)
    const version = (await response.json()) as object
    return { ...version, webSocketDebuggerUrl: `ws://${ownHost}${pathname}` }
  }
  server.on('request', (request, response) => {
    const path = request.url ?? ''
    // As the browser's own endpoint, it is for no page that has found a name for this address.
    const isKnown = /^\/json\/(?:list|version)$/.test(path) && request.headers.host === ownHost
    void (isKnown ? answer(path) : Promise.reject(new Error(path))).then(
      (value) => response.setHeader('content-type', 'application/json').end(JSON.stringify(value)),
      () => response.writeHead(404).end(),
    )
  })
  const acceptor = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) => {
    // Only a page names its origin.
    if (request.url !== pathname || request.headers.origin !== undefined) return void socket.destroy()
    acceptor.handleUpgrade(request, socket, head, (driver) => {
      connections.add(forward(driver, browserUrl, context.id))
    })
  })
  return port
}

/** Connects a driver to the browser through a filter, and returns a function that ends both connections. */
function forward(driver: WebSocket, browserUrl: string, contextId: string): () => void {
  const browser = new WebSocket(browserUrl, { perMessageDeflate: false })
  const filter = createDriverFilter(contextId)
  const unsent: string[] = []
  const close = () => {
    driver.terminate()
    browser.terminate()
  }
  for (const socket of [driver, browser]) socket.on('error', () => {}).on('close', close)
  browser.on('open', () => unsent.splice(0).forEach((text) => browser.send(text)))
  driver.on('message', (data) => {
    const outcome = filter.command(String(data))
    if ('answer' in outcome) driver.send(outcome.answer)
    else if (browser.readyState === WebSocket.OPEN) browser.send(outcome.send)
    else unsent.push(outcome.send)
  })
  browser.on('message', (data) => {
    const text = filter.message(String(data))
    if (text !== undefined && driver.readyState === WebSocket.OPEN) driver.send(text)
  })
  return close
}
