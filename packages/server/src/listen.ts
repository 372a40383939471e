import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { App } from './app.js'

export interface ListenOptions {
  readonly app: App
  readonly host?: string
  /** Of the API; by default, and for the files always, whichever is free. */
  readonly port?: number
}

export interface Listening {
  /** Origin of the API, e.g. `http://127.0.0.1:40123`. */
  readonly url: string
  /** Origin of logs and artifacts. */
  readonly filesUrl: string
  /** Closes both sockets, connections kept alive included; the app itself goes on. */
  readonly close: () => Promise<void>
}

/** Puts an app on a socket, and its files on another, as the service keeps them on a host of their own. */
export const listen = async ({ app, host = '127.0.0.1', port = 0 }: ListenOptions): Promise<Listening> => {
  const files = await bind((request) => app.files.fetch(request), host, 0)
  app.files.origin = files.url
  const api = await bind((request) => app(request), host, port).catch(async (error: unknown) => {
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

const bind = async (fetch: (request: Request) => Promise<Response>, host: string, port: number) => {
  const server = createAdaptorServer({ fetch, overrideGlobalObjects: false }) as Server
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const address = server.address() as AddressInfo
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return { url: `http://${name}:${address.port}`, close: () => shut(server) }
}

const shut = (server: Server): Promise<void> =>
  new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()))
    server.closeAllConnections()
  })
