import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as readText } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { connectEndpoint } from '../src/places/grid/endpoint.js'

/** As a response: none, and the connection is closed. */
export const closeConnection = Symbol('close the connection')

const unknownCommand = {
  status: 404,
  text: JSON.stringify({ value: { error: 'unknown command', message: 'no such command\nand more lines' } }),
}

/** A grid with responses by `METHOD /path`: a value, a response with its status, or a promise of one. */
export async function fakeGrid(routes: Readonly<Record<string, (body: string) => unknown>>) {
  const requests: string[] = []
  const credentials = new Set<string | undefined>()
  const server = createServer((request, response) => {
    const name = `${request.method} ${request.url}`
    requests.push(name)
    credentials.add(request.headers.authorization)
    void readText(request)
      .then((body) => routes[name]?.(body))
      .then((result = unknownCommand) => {
        if (result === closeConnection) {
          request.socket.destroy()
          return
        }
        const { status = 200, text = JSON.stringify({ value: result }) } = (result ?? {}) as {
          status?: number
          text?: string
        }
        response.writeHead(status).end(text)
      })
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const endpoint = connectEndpoint(new URL(`http://us%40er:hush-hush@127.0.0.1:${port}/wd/`))
  return { endpoint, requests, credentials, port }
}
