import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Cdp } from '../src/cdp/cdp.js'
import type { BrowserPlace } from '../src/participant/place.js'

/** How long an asynchronous script takes. */
const slowCommandMs = 400

/** A place whose browsers are a fake WebDriver that finds no element, and a fake CDP connection without pages. */
export async function startFakePlace(): Promise<{ readonly place: BrowserPlace; close(): void }> {
  const server = createServer((request, response) => {
    const { status, value } = responseTo(`${request.method} ${request.url}`)
    const respond = () =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ value }))
    const isSlow = request.url?.endsWith('/execute/async')
    request.resume().once('end', () => (isSlow ? setTimeout(respond, slowCommandMs) : respond()))
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const place: BrowserPlace = {
    name: 'in a test',
    major: 0,
    capacity: undefined,
    open: () =>
      Promise.resolve({
        cdp: fakeCdp,
        driverPort: port,
        capabilities: { browserName: 'chrome' },
        ended: new Promise(() => {}),
        downloads: { finished: () => Promise.resolve(), collect: () => Promise.resolve() },
        toBrowserPath: (file) => Promise.resolve(file),
      }),
  }
  const close = () => {
    server.close()
    server.closeAllConnections()
  }
  return { place, close }
}

const session = { sessionId: 'one', capabilities: { browserName: 'chrome' } }
const noSuchElement = { error: 'no such element', message: 'no such element', stacktrace: '' }

function responseTo(call: string): { readonly status: number; readonly value: unknown } {
  if (call === 'POST /session') return { status: 200, value: session }
  if (call === 'POST /session/one/element') return { status: 404, value: noSuchElement }
  if (call === 'POST /session/one/elements') return { status: 200, value: [] }
  return { status: 200, value: null }
}

const fakeCdp: Cdp = {
  send: () => Promise.resolve({ processInfo: [] } as never),
  on: () => {},
  session: () => fakeCdp,
  closed: new Promise(() => {}),
  close: () => {},
}
