import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as readText } from 'node:stream/consumers'
import { errorMessage } from '@loadero-test/core/internal'
import type { CleanupList } from '../../process/cleanup-list.js'
import type { Endpoint, EndpointResponse } from './endpoint.js'
import type { GridSession } from './session.js'

export interface RelayOptions {
  readonly endpoint: Endpoint
  readonly session: GridSession
  readonly cleanup: CleanupList
  /** Whether the browser answers, apart from the grid's WebDriver. */
  readonly isAlive: () => Promise<boolean>
  /** Called when the grid no longer serves the session, which says nothing about the script. */
  readonly onLost: (reason: string) => void
}

/**
 * Starts a WebDriver server on 127.0.0.1 that has one session and forwards its commands, and returns its port. The
 * script's process needs no credentials, reaches no other session of the grid, and cannot end its own too early.
 */
export async function startRelay(options: RelayOptions): Promise<number> {
  const forward = createForwarder(options)
  const server = createServer((request, response) => {
    void readText(request)
      .then((body) => forward(request.method ?? '', request.url ?? '', body))
      .then(
        ({ status, text }) =>
          response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(text),
        () => response.destroy(),
      )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve)
  })
  options.cleanup.add(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => void server.close(resolve))
  })
  return (server.address() as AddressInfo).port
}

function createForwarder({ endpoint, session, isAlive, onLost }: RelayOptions) {
  const sessionPath = `/session/${session.id}`
  let hasEnded = false
  return async (method: string, path: string, body: string): Promise<EndpointResponse> => {
    if (method === 'POST' && path === '/session') {
      return respond(200, { sessionId: session.id, capabilities: endpoint.redact(session.capabilities) })
    }
    if (hasEnded || (path !== sessionPath && !path.startsWith(`${sessionPath}/`))) {
      return respond(404, { error: 'invalid session id', message: 'the session has ended', stacktrace: '' })
    }
    if (method === 'DELETE' && path === sessionPath) {
      hasEnded = true
      return respond(200, null)
    }
    try {
      const response = await endpoint.send({ method, path, ...(body === '' ? {} : { body }) })
      if (/"error":\s*"invalid session id"/.test(response.text)) onLost('the session no longer exists')
      // A hub that cannot reach a node answers like a browser with an error. The script must not see it first.
      else if (response.status >= 500 && !(await isAlive())) onLost('its browser does not answer')
      return response
    } catch (error) {
      onLost(errorMessage(error))
      return respond(500, { error: 'unknown error', message: errorMessage(error), stacktrace: '' })
    }
  }
}

function respond(status: number, value: unknown): EndpointResponse {
  return { status, text: JSON.stringify({ value }) }
}
