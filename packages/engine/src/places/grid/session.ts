import type { CleanupList } from '../../process/cleanup-list.js'
import { EngineError } from '../../process/errors.js'
import type { Endpoint, EndpointRequest } from './endpoint.js'

/** An open session, with a browser in it. */
export interface GridSession {
  readonly id: string
  readonly capabilities: Readonly<Record<string, unknown>>
  /** Executes a command of the session; see `Endpoint.call`. */
  call(request: EndpointRequest): Promise<unknown>
}

/** Some grids start a machine first. Selenium itself lets a session wait for 300 s. */
const startTimeoutMs = 310_000
const endTimeoutMs = 10_000
/** Grids end an idle session, which the session of a pausing script would be. Selenium does it after 300 s. */
const keepAliveIntervalMs = 60_000

/**
 * Creates a session. It ends with the participant, also when the grid has not answered by then. It is kept from being
 * idle, so that the grid's own timeout ends only the sessions of an engine that was killed.
 */
export async function createSession(
  endpoint: Endpoint,
  capabilities: Readonly<Record<string, unknown>>,
  cleanup: CleanupList,
): Promise<GridSession> {
  const abandoned = new AbortController()
  const request = requestSession(endpoint, capabilities, abandoned.signal)
  cleanup.add(async () => {
    const timer = setTimeout(() => abandoned.abort(), endTimeoutMs)
    const session = await request.catch(() => undefined)
    clearTimeout(timer)
    if (!session) return
    const end = () =>
      endpoint
        .send({ method: 'DELETE', path: `/session/${session.id}`, timeoutMs: endTimeoutMs })
        .catch(() => undefined)
    // Tries twice: otherwise the session stays open for minutes.
    if ((await end()) === undefined) await end()
  })
  const session = await request
  const timer = setInterval(() => {
    void session.call({ method: 'GET', path: '/timeouts' }).catch(() => {})
  }, keepAliveIntervalMs).unref()
  cleanup.add(() => Promise.resolve(clearInterval(timer)))
  return session
}

async function requestSession(
  endpoint: Endpoint,
  capabilities: object,
  signal: AbortSignal,
): Promise<GridSession> {
  const body = JSON.stringify({ capabilities: { alwaysMatch: capabilities, firstMatch: [{}] } })
  const value = await endpoint
    .call({ method: 'POST', path: '/session', body, timeoutMs: startTimeoutMs, signal })
    .catch((error: unknown) => {
      if (!(error instanceof EngineError) || error.hint !== undefined) throw error
      throw new EngineError(`no browser could be started: ${error.message}`, {
        hint: 'Check that it has a node with Chrome and a free slot there. Sessions of other users take slots too.',
      })
    })
  const { sessionId, capabilities: actual = {} } = value as {
    sessionId?: unknown
    capabilities?: GridSession['capabilities']
  }
  if (typeof sessionId !== 'string') throw new EngineError(`${endpoint.name} created a session without an id`)
  return {
    id: sessionId,
    capabilities: actual,
    call: (request) => endpoint.call({ ...request, path: `/session/${sessionId}${request.path}` }),
  }
}
