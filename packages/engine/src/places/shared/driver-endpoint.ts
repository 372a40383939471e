import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'
import type { CleanupList } from '../../process/cleanup-list.js'
import type { BrowserContext } from './contexts.js'
import { createDriverFilter, type DriverConnection, type DriverFilter } from './driver-filter.js'

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
  const { host, pathname: browserPath } = new URL(browserUrl)
  const connections = new Set<() => void>()
  const ownTargets = new Set<unknown>()
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
  const findOwnPages = async () => {
    const { targetInfos } = await context.cdp.send('Target.getTargets')
    return new Set(targetInfos.map(({ targetId }) => targetId))
  }
  const answer = async (path: string) => {
    const response = await fetch(`http://${host}${path}`)
    const text = (await response.text()).replaceAll(`://${host}/`, `://${ownHost}/`)
    if (path === '/json/version') return text
    const own = await findOwnPages()
    const pages = JSON.parse(text) as readonly { readonly id: string }[]
    return JSON.stringify(pages.filter(({ id }) => own.has(id)))
  }
  const findConnection = async (path = ''): Promise<DriverConnection | undefined> => {
    if (path === browserPath) return 'browser'
    const id = /^\/devtools\/page\/(\w+)$/.exec(path)?.[1]
    if (id === undefined || !(await findOwnPages()).has(id)) return undefined
    ownTargets.add(id)
    return 'page'
  }

  server.on('request', (request, response) => {
    const path = request.url ?? ''
    // As the browser's own endpoint, it is for no page that has found a name for this address.
    const isKnown = /^\/json(?:\/list|\/version)?$/.test(path) && request.headers.host === ownHost
    void (isKnown ? answer(path) : Promise.reject(new Error(path))).then(
      (json) => response.setHeader('content-type', 'application/json; charset=UTF-8').end(json),
      () => response.writeHead(404).end(),
    )
  })
  const acceptor = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) => {
    const accept = async () => {
      // Only a page names its origin.
      const connection = request.headers.origin === undefined && (await findConnection(request.url))
      if (!connection) return void socket.destroy()
      acceptor.handleUpgrade(request, socket, head, (driver) => {
        const filter = createDriverFilter(connection, context.id, ownTargets)
        connections.add(forward(driver, `ws://${host}${request.url}`, filter))
      })
    }
    accept().catch(() => socket.destroy())
  })
  return port
}

/** Connects a driver to a target through a filter, and returns a function that ends both connections. */
function forward(driver: WebSocket, url: string, filter: DriverFilter): () => void {
  const browser = new WebSocket(url, { perMessageDeflate: false })
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
