import type { Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer, type Http2Bindings, type HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { App } from './app.js'
import { ConnectionCutError } from './faults/fault-effects.js'

export interface ListenOptions {
  readonly app: Pick<App, 'files'> & ((request: Request) => Promise<Response>)
  readonly host?: string
  /** Of the API; whichever is free by default. */
  readonly port?: number
  /** Of logs and artifacts; whichever is free by default. */
  readonly filesPort?: number
  /** The name under which clients reach the host, where that is not its address. */
  readonly advertise?: string
}

export interface ListeningServer {
  /** Origin of the API, e.g. `http://127.0.0.1:40123`. */
  readonly url: string
  /** Origin of logs and artifacts. */
  readonly filesUrl: string
  /** Closes both sockets, connections kept alive included; the app itself goes on. */
  readonly close: () => Promise<void>
}

/** Puts an app on a socket, and its files on another, as the service keeps them on a host of their own. */
export async function listen(options: ListenOptions): Promise<ListeningServer> {
  const { app, port = 0, filesPort = 0 } = options
  const files = await bind((request) => app.files.fetch(request), options, filesPort)
  app.files.origin = files.url
  const api = await bind(
    (request, outgoing) =>
      app(request).catch((error: unknown) => {
        if (!(error instanceof ConnectionCutError)) throw error
        return cut(outgoing, error)
      }),
    options,
    port,
  ).catch(async (error: unknown) => {
    await files.close()
    throw error
  })
  return {
    url: api.url,
    filesUrl: files.url,
    close: async () => {
      await Promise.all([api.close(), files.close()])
    },
  }
}

type Outgoing = (HttpBindings | Http2Bindings)['outgoing']

/** Sends as much of an answer as had begun, and ends the connection on the spot. */
function cut(outgoing: Outgoing, { sent: begun }: ConnectionCutError): Response {
  const end = () => void outgoing.destroy()
  if (begun === undefined) end()
  else (outgoing as ServerResponse).writeHead(begun.status, [...begun.headers].flat()).write(begun.bytes, end)
  return RESPONSE_ALREADY_SENT
}

type Fetch = (request: Request, outgoing: Outgoing) => Promise<Response>

type Place = Pick<ListenOptions, 'host' | 'advertise'>

async function bind(fetch: Fetch, { host = '127.0.0.1', advertise }: Place, port: number) {
  const respond = (request: Request, { outgoing }: HttpBindings | Http2Bindings) => fetch(request, outgoing)
  const server = createAdaptorServer({ fetch: respond, overrideGlobalObjects: false }) as Server
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const address = server.address() as AddressInfo
  const name = advertise ?? (address.family === 'IPv6' ? `[${address.address}]` : address.address)
  return { url: `http://${name}:${address.port}`, close: () => shut(server) }
}

function shut(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()))
    server.closeAllConnections()
  })
}
