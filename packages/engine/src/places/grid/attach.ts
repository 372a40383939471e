import { setTimeout as sleep } from 'node:timers/promises'
import { errorMessage } from '@loadero-test/core/internal'
import { type Cdp, connectCdp } from '../../cdp/cdp.js'
import type { CleanupList } from '../../process/cleanup-list.js'
import { EngineError } from '../../process/errors.js'
import type { Endpoint, SocketAddress } from './endpoint.js'
import type { GridSession } from './session.js'

const timeoutMs = 10_000

/**
 * Connects to the DevTools of a session's browser, at the address of the template, else at the first one that works.
 * @param template `/devtools/{sessionId}` at the server of the grid, or a whole address: `wss://host/{sessionId}?key=…`
 * @throws EngineError when none does
 */
export async function attachToGridSession(
  endpoint: Endpoint,
  session: GridSession,
  cleanup: CleanupList,
  template?: string,
): Promise<Cdp> {
  const { 'se:cdp': advertisedUrl, 'goog:chromeOptions': chromeOptions } = session.capabilities
  const known: (() => Promise<SocketAddress | undefined>)[] = [
    // Selenium 4 forwards DevTools. The address that it advertises may work within its own network only.
    async () =>
      'se:cdp' in session.capabilities ? endpoint.socket(`/session/${session.id}/se/cdp`) : undefined,
    async () => (typeof advertisedUrl === 'string' ? { url: advertisedUrl } : undefined),
    // The address that a driver reports is valid on its own machine.
    async () => {
      const { debuggerAddress } = (chromeOptions ?? {}) as { debuggerAddress?: string }
      if (!endpoint.isLocal || debuggerAddress === undefined) return undefined
      const signal = AbortSignal.timeout(timeoutMs)
      const response = await fetch(`http://${debuggerAddress}/json/version`, { signal })
      const { webSocketDebuggerUrl: url } = (await response.json()) as { webSocketDebuggerUrl?: string }
      return url === undefined ? undefined : { url }
    },
  ]
  const path = template?.replaceAll('{sessionId}', encodeURIComponent(session.id))
  const fromTemplate = () =>
    Promise.resolve(path?.startsWith('/') ? endpoint.rootSocket(path) : { url: path ?? '' })
  const failures: string[] = []
  for (const findAddress of path === undefined ? known : [fromTemplate]) {
    try {
      const address = await findAddress()
      if (address) return await connect(address, session, cleanup)
    } catch (error) {
      failures.push(String(endpoint.redact(errorMessage(error))))
    }
  }
  const reasons = failures.length > 0 ? `: ${failures.join('; ')}` : ''
  throw new EngineError(`${endpoint.name} does not expose DevTools (CDP)${reasons}`, {
    hint:
      path === undefined
        ? 'Selenium 4 does, unless its nodes have --enable-cdp false. A plain chromedriver does on its own machine only. For others, give the address with --grid-devtools: Selenoid has /devtools/{sessionId}.'
        : 'Check --grid-devtools: it must lead to the DevTools of the whole browser, not to those of a page.',
  })
}

/** An address of another network may lead to another browser here, so the session's own window must be in it. */
async function connect(
  { url, headers = {} }: SocketAddress,
  session: GridSession,
  cleanup: CleanupList,
): Promise<Cdp> {
  const cdp = await connectCdp(url, { headers, timeoutMs })
  const [window, { targetInfos }] = await Promise.all([
    session.call({ method: 'GET', path: '/window', timeoutMs }),
    cdp.send('Target.getTargets'),
  ])
  if (!targetInfos.some(({ targetId }) => targetId === window)) {
    cdp.close()
    throw new EngineError('the browser at its address is not that of the session')
  }
  // A command that the driver still waits for would keep the session from ending.
  cleanup.add(async () => {
    const closed = cdp.send('Browser.close').catch(() => {})
    await Promise.race([closed, sleep(1_000, undefined, { ref: false })])
    cdp.close()
  })
  return cdp
}
