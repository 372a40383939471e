import { createServer, get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as readText } from 'node:stream/consumers'
import { WebSocket, WebSocketServer } from 'ws'
import type { CleanupList } from '../../process/cleanup-list.js'
import type { BrowserContext } from './contexts.js'
import { createDriverFilter, type DriverConnection, type DriverFilter } from './driver-filter.js'

/**
 * Starts a DevTools endpoint on 127.0.0.1 at which a driver finds one context of a browser, as if it were a browser of
 * its own, and returns its port.
 * @param browserUrl the DevTools of the browser: `ws://127.0.0.1:9222/devtools/browser/…`
 */
export async function startDriverEndpoint(
  browserUrl: string,
  context: BrowserContext,
  cleanup: CleanupList,
): Promise<number> {
  const connections = new Set<() => void>()
  const ownTargets = new Set<unknown>()
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  cleanup.add(async () => {
    for (const close of connections) close()
    server.closeAllConnections()
    await new Promise((resolve) => void server.close(resolve))
  })
  const { host } = new URL(browserUrl)
  const ownHost = `127.0.0.1:${port}`
  const directory = createDirectory(browserUrl, context, ownHost)

  server.on('request', ({ url = '', headers }, response) => {
    // As the browser's own endpoint, it is for no page that has found a name for this address.
    void (headers.host === ownHost ? directory.answer(url) : Promise.reject(new Error('another host'))).then(
      (json) => response.setHeader('content-type', 'application/json; charset=UTF-8').end(json),
      () => response.writeHead(404).end(),
    )
  })
  const acceptor = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) => {
    const accept = async () => {
      const { url = '', headers } = request
      // Only a page names its origin.
      if (headers.origin !== undefined) throw new Error('a page')
      const connection = await directory.findConnection(url)
      if (connection === 'page') ownTargets.add(url.split('/').at(-1))
      acceptor.handleUpgrade(request, socket, head, (driver) => {
        const filter = createDriverFilter(connection, context.id, ownTargets)
        connections.add(forward(driver, `ws://${host}${url}`, filter))
      })
    }
    accept().catch(() => socket.destroy())
  })
  return port
}

/** What an endpoint knows of the browser and the pages of a context, by the path of a request. */
function createDirectory(browserUrl: string, { cdp }: BrowserContext, ownHost: string) {
  const { host, pathname: browserPath } = new URL(browserUrl)
  const findOwnPages = async () => {
    const { targetInfos } = await cdp.send('Target.getTargets')
    return new Set(targetInfos.map(({ targetId }) => targetId))
  }
  return {
    /** JSON for a request; rejects for an unknown path. */
    async answer(path: string): Promise<string> {
      if (!/^\/json(?:\/list|\/version)?$/.test(path)) throw new Error('unknown path')
      // Node.js needs 0.1 CPU seconds to load `fetch`.
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        get(`http://${host}${path}`, { agent: false }, resolve).once('error', reject)
      })
      const text = (await readText(response)).replaceAll(`://${host}/`, `://${ownHost}/`)
      if (path === '/json/version') return text
      const own = await findOwnPages()
      const pages = JSON.parse(text) as readonly { readonly id: string }[]
      return JSON.stringify(pages.filter(({ id }) => own.has(id)))
    },
    /** What a WebSocket leads to; rejects for an unknown path, and for a page of another context. */
    async findConnection(path: string): Promise<DriverConnection> {
      if (path === browserPath) return 'browser'
      const id = /^\/devtools\/page\/(\w+)$/.exec(path)?.[1]
      if (id === undefined || !(await findOwnPages()).has(id)) throw new Error('unknown path')
      return 'page'
    },
  }
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
