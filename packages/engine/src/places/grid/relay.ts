import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { CleanupList } from '../../process/endings.js'
import { messageOf } from '../../process/errors.js'
import type { Endpoint } from './endpoint.js'
import type { GridSession } from './session.js'

export interface RelayOptions {
  readonly endpoint: Endpoint
  readonly session: GridSession
  readonly endings: CleanupList
  /** Called when the grid no longer answers for the session, which says nothing about the script. */
  readonly lost: (why: string) => void
}

/**
 * Starts a WebDriver on 127.0.0.1 that has the one session and passes its commands on, and gives its port. So the
 * script's process needs no credentials, and neither knows of the grid nor can end the session before its time.
 */
export async function startRelay(options: RelayOptions): Promise<number> {
  const answer = answerer(options)
  const server = createServer((request, response) => {
    void bodyOf(request).then(
      async (body) => reply(response, await answer(request.method ?? '', request.url ?? '', body)),
      () => response.destroy(),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve)
  })
  options.endings.add(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => void server.close(resolve))
  })
  return (server.address() as AddressInfo).port
}

interface Reply {
  readonly status: number
  readonly text: string
}

/** What the relay says to a request, given its method, path and body. */
function answerer({ endpoint, session, lost }: RelayOptions) {
  const own = `/session/${session.id}`
  let left = false
  return async (method: string, path: string, body: string): Promise<Reply> => {
    if (method === 'POST' && path === '/session') {
      return value({ sessionId: session.id, capabilities: endpoint.conceal(session.capabilities) })
    }
    if (left || (path !== own && !path.startsWith(`${own}/`))) {
      return failure(404, 'invalid session id', 'the session has ended')
    }
    if (method === 'DELETE' && path === own) {
      left = true
      return value(null)
    }
    try {
      const answer = await endpoint.send({ method, path, ...(body === '' ? {} : { body }) })
      if (/"error":\s*"invalid session id"/.test(answer.text)) lost('it no longer knows the session')
      return answer
    } catch (error) {
      lost(messageOf(error))
      return failure(500, 'unknown error', messageOf(error))
    }
  }
}

function value(content: unknown): Reply {
  return { status: 200, text: JSON.stringify({ value: content }) }
}

function failure(status: number, error: string, message: string): Reply {
  return {
    status,
    text: JSON.stringify({ value: { error, message, stacktrace: '' } }),
  }
}

function reply(response: ServerResponse, { status, text }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(text)
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}
