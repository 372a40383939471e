import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { connectEndpoint } from '../src/places/grid/endpoint.js'

type Handler = (body: string) => unknown

interface Answer {
  readonly status?: number
  readonly text?: string
}

/** As an answer: none, and no connection any more. */
export const breakOff = Symbol('break off')

/** What a grid would say, by `METHOD /path`: a value, an answer with its status, or a promise of one. */
export async function fakeGrid(routes: Readonly<Record<string, Handler>>) {
  const requests: string[] = []
  const credentials = new Set<string | undefined>()
  const server = createServer((request, response) => {
    const name = `${request.method} ${request.url}`
    requests.push(name)
    credentials.add(request.headers.authorization)
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      void Promise.resolve(routes[name]?.(Buffer.concat(parts).toString())).then(
        (answer = unknownCommand) => {
          if (answer === breakOff) {
            request.socket.destroy()
            return
          }
          const { status = 200, text = JSON.stringify({ value: answer }) } = (answer ?? {}) as Answer
          response.writeHead(status).end(text)
        },
      )
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

const unknownCommand = {
  status: 404,
  text: JSON.stringify({ value: { error: 'unknown command', message: 'no such command\nat length' } }),
}
