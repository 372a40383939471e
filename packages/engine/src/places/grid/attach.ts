import { type Cdp, connectCdp } from '../../cdp/cdp.js'
import type { CleanupList } from '../../process/endings.js'
import { EngineError, messageOf } from '../../process/errors.js'
import type { Endpoint } from './endpoint.js'
import type { GridSession } from './session.js'

interface Way {
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
}

const withinMs = 10_000

/** Connects to the DevTools of a session's browser, by whichever way there is. Throws an `EngineError` where there is none. */
export async function attachToGridSession(endpoint: Endpoint, session: GridSession, endings: CleanupList): Promise<Cdp> {
  const failures: string[] = []
  for (const find of [throughGrid, advertised, atDriver]) {
    try {
      const way = await find(endpoint, session)
      if (way) return await connect(way, session, endings)
    } catch (error) {
      failures.push(String(endpoint.conceal(messageOf(error))))
    }
  }
  const tried = failures.length > 0 ? `: ${failures.join('; ')}` : ''
  throw new EngineError(`${endpoint.name} lets nobody at its browsers' DevTools${tried}`, {
    hint: 'Selenium 4 does, unless its nodes have --enable-cdp false; a plain chromedriver does on its own machine alone.',
  })
}

/** As Selenium 4 passes it on, under the address that we were given: what it advertises may hold within its network alone. */
function throughGrid(endpoint: Endpoint, { id, capabilities }: GridSession): Way | undefined {
  return 'se:cdp' in capabilities ? endpoint.socket(`/session/${id}/se/cdp`) : undefined
}

function advertised(_: Endpoint, { capabilities: { 'se:cdp': url } }: GridSession): Way | undefined {
  return typeof url === 'string' ? { url } : undefined
}

/** As a driver tells it, for its own machine. */
async function atDriver({ isHere }: Endpoint, { capabilities }: GridSession): Promise<Way | undefined> {
  const { debuggerAddress } = (capabilities['goog:chromeOptions'] ?? {}) as { debuggerAddress?: string }
  if (!isHere || debuggerAddress === undefined) return undefined
  const response = await fetch(`http://${debuggerAddress}/json/version`, {
    signal: AbortSignal.timeout(withinMs),
  })
  const { webSocketDebuggerUrl: url } = (await response.json()) as { webSocketDebuggerUrl?: string }
  return url === undefined ? undefined : { url }
}

/** An address of another network may lead to another browser here: the session's own window must be there. */
async function connect({ url, headers = {} }: Way, session: GridSession, endings: CleanupList): Promise<Cdp> {
  const cdp = await connectCdp(url, { headers, timeoutMs: withinMs })
  const [window, { targetInfos }] = await Promise.all([
    session.ask({ method: 'GET', path: '/window', timeoutMs: withinMs }),
    cdp.send('Target.getTargets'),
  ])
  if (targetInfos.some(({ targetId }) => targetId === window)) {
    endings.add(() => closeBrowser(cdp))
    return cdp
  }
  cdp.close()
  throw new EngineError('another browser than that of the session answered')
}

/** Ends what its driver may be waiting for, and would keep the session from ending. */
async function closeBrowser(cdp: Cdp): Promise<void> {
  const late = new Promise<void>((resolve) => void setTimeout(resolve, 1_000).unref())
  await Promise.race([cdp.send('Browser.close').catch(() => {}), late])
  cdp.close()
}
