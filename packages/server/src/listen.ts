import type { Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer, type Http2Bindings, type HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { App } from './app.js'
import { ConnectionCutError } from './faults/fault-effects.js'

export interface ListenOptions {
  readonly app: Pick<App, 'files'> & ((request: Request) => Promise<Response>)
  /** `127.0.0.1` by default. */
  readonly host?: string
  /** The port of the API. A free one by default. */
  readonly port?: number
  /** The port of logs and artifacts. A free one by default. */
  readonly filesPort?: number
  /** The host in addresses, when clients do not reach the server at its own address. */
  readonly advertise?: string
}

export interface ListeningServer {
  /** Origin of the API, e.g. `http://127.0.0.1:40123`. */
  readonly url: string
  /** Origin of logs and artifacts. */
  readonly filesUrl: string
  /** Closes both sockets and all their connections. The app stays open. */
  readonly close: () => Promise<void>
}

/** Serves an app on one socket and its files on another, as the service has its files on a host of their own. */
export async function listen(options: ListenOptions): Promise<ListeningServer> {
  const { app, port = 0, filesPort = 0 } = options
  const files = await bind((request) => app.files.fetch(request), options, filesPort)
  app.files.origin = files.url
  const respond = (request: Request, outgoing: Outgoing) =>
    app(request).catch((error: unknown) => {
      if (!(error instanceof ConnectionCutError)) throw error
      // Sends the beginning of the response, and closes the connection.
      const { sent } = error
      const end = () => void outgoing.destroy()
      if (sent === undefined) end()
      else
        (outgoing as ServerResponse).writeHead(sent.status, [...sent.headers].flat()).write(sent.bytes, end)
      return RESPONSE_ALREADY_SENT
    })
  const api = await bind(respond, options, port).catch(async (error: unknown) => {
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

/** Serves one function on one socket. */
export async function bind(
  respond: (request: Request, outgoing: Outgoing) => Promise<Response>,
  { host = '127.0.0.1', advertise }: Pick<ListenOptions, 'host' | 'advertise'>,
  port: number,
) {
  const server = createAdaptorServer({
    fetch: (request: Request, { outgoing }: HttpBindings | Http2Bindings) => respond(request, outgoing),
    overrideGlobalObjects: false,
  }) as Server
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const { address, family, port: boundPort } = server.address() as AddressInfo
  const name = advertise ?? (family === 'IPv6' ? `[${address}]` : address)
  const close = () =>
    new Promise<void>((resolve, reject) => {
      server.close((error) => (error ? reject(error) : resolve()))
      server.closeAllConnections()
    })
  return { url: `http://${name}:${boundPort}`, close }
}
