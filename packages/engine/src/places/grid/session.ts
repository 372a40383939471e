import type { CleanupList } from '../../process/endings.js'
import { EngineError } from '../../process/errors.js'
import type { Endpoint, EndpointRequest } from './endpoint.js'

/** A session that stands, with the browser in it. */
export interface GridSession {
  readonly id: string
  readonly capabilities: Readonly<Record<string, unknown>>
  /** A command of the session; see `Endpoint.ask`. */
  ask(request: EndpointRequest): Promise<unknown>
}

/** Some grids start a machine first. */
const startWithinMs = 120_000
const endWithinMs = 10_000
/** Grids end a session that is idle, which one whose script pauses would be; Selenium does after 300 s. */
const aliveEveryMs = 60_000

/**
 * Creates a session. It ends with the participant, also where the grid's answer is still under way by then; it is
 * kept from being idle meanwhile, so that only one whose engine has gone is left to the grid's own clearing up.
 */
export async function createSession(
  endpoint: Endpoint,
  capabilities: Readonly<Record<string, unknown>>,
  endings: CleanupList,
): Promise<GridSession> {
  const givenUp = new AbortController()
  const asked = ask(endpoint, capabilities, givenUp.signal)
  endings.add(async () => {
    const timer = setTimeout(() => givenUp.abort(), endWithinMs)
    const session = await asked.catch(() => undefined)
    clearTimeout(timer)
    if (session) await end(endpoint, session.id)
  })
  const session = await asked
  const timer = setInterval(() => {
    void session.ask({ method: 'GET', path: '/timeouts' }).catch(() => {})
  }, aliveEveryMs).unref()
  endings.add(() => Promise.resolve(clearInterval(timer)))
  return session
}

async function ask(endpoint: Endpoint, wanted: object, signal: AbortSignal): Promise<GridSession> {
  const body = JSON.stringify({ capabilities: { alwaysMatch: wanted, firstMatch: [{}] } })
  const value = await endpoint
    .ask({ method: 'POST', path: '/session', body, timeoutMs: startWithinMs, signal })
    .catch((error: unknown) => {
      if (!(error instanceof EngineError) || error.hint !== undefined) throw error
      throw new EngineError(`no browser to be had: ${error.message}`, { hint: noSession })
    })
  const { sessionId, capabilities = {} } = value as Partial<GridSession> & { sessionId?: unknown }
  if (typeof sessionId !== 'string') throw new EngineError(`${endpoint.name} gave a session without an id`)
  return {
    id: sessionId,
    capabilities,
    ask: (request) => endpoint.ask({ ...request, path: `/session/${sessionId}${request.path}` }),
  }
}

const noSession = 'Has it a node with Chrome, and a free slot there? Sessions of others count as well.'

/** A second try is worth it: nobody else ends it for minutes. */
async function end(endpoint: Endpoint, id: string): Promise<void> {
  const once = () =>
    endpoint.send({ method: 'DELETE', path: `/session/${id}`, timeoutMs: endWithinMs }).catch(() => undefined)
  if ((await once()) === undefined) await once()
}
