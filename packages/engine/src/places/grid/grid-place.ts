import { headlessFlags, sharedFlags } from '../../browser/flags.js'
import { majorVersionOf, withoutHeadless } from '../../browser/inspect.js'
import { drawnFeedsOf } from '../../media/drawn-feeds.js'
import { createCleanupList } from '../../process/cleanup-list.js'
import { EngineError } from '../../process/errors.js'
import type { BrowserPlace, BrowserRequest, ParticipantBrowser } from '../../participant/place.js'
import { attachToGridSession } from './attach.js'
import { connectEndpoint, type Endpoint } from './endpoint.js'
import { createGridDownloads, createUnavailableDownloads, upload } from './files.js'
import { gridCapabilitiesOf } from './capabilities.js'
import { startRelay } from './relay.js'
import { createSession } from './session.js'

const statusTimeoutMs = 15_000

/**
 * Browsers of a Selenium Grid, or of any WebDriver endpoint that exposes DevTools. One browser is started at once, so
 * that a grid which cannot run participants fails before any run.
 * @throws EngineError that names the grid without credentials
 */
export async function createGridPlace(url: URL): Promise<BrowserPlace> {
  const endpoint = connectEndpoint(url)
  const status = await endpoint.call({ method: 'GET', path: '/status', timeoutMs: statusTimeoutMs })
  const { capacity, downloads } = gridCapabilitiesOf(status)
  if (capacity === 0) {
    throw new EngineError(`${endpoint.name} has no node with Chrome`, {
      hint: 'Its console, at the same address, shows its nodes.',
    })
  }
  const capabilitiesWith = (flags: readonly string[]) => ({
    browserName: 'chrome',
    'goog:chromeOptions': { args: [...headlessFlags, ...sharedFlags, ...flags] },
    ...(downloads ? { 'se:downloadsEnabled': true } : {}),
  })
  const { product, userAgent } = await readVersion(endpoint, capabilitiesWith([]))
  const capabilities = capabilitiesWith([`--user-agent=${withoutHeadless(userAgent)}`])
  return {
    name: `on ${endpoint.name}`,
    major: majorVersionOf(product),
    capacity,
    open: (request) => openBrowser(endpoint, capabilities, request),
  }
}

async function readVersion(endpoint: Endpoint, capabilities: Readonly<Record<string, unknown>>) {
  const cleanup = createCleanupList()
  try {
    const session = await createSession(endpoint, capabilities, cleanup)
    const cdp = await attachToGridSession(endpoint, session, cleanup)
    return await cdp.send('Browser.getVersion')
  } finally {
    await cleanup.run()
  }
}

async function openBrowser(
  endpoint: Endpoint,
  capabilities: Readonly<Record<string, unknown>>,
  { job, record, cleanup }: BrowserRequest,
): Promise<ParticipantBrowser> {
  const drawnFeeds = drawnFeedsOf(job, `on ${endpoint.name}`, record.note)
  const session = await createSession(endpoint, capabilities, cleanup)
  const cdp = await attachToGridSession(endpoint, session, cleanup)
  // A browser that has crashed and a grid that is unreachable cannot be distinguished from here.
  let onLost: (reason: string) => void = () => {}
  const ended = new Promise<never>((_, reject) => {
    onLost = (reason) => reject(new EngineError(`${endpoint.name} has lost the browser: ${reason}`))
  })
  ended.catch(() => {})
  void cdp.closed.then(() => onLost('the connection to it was closed'))
  record.note(
    `runs in chrome ${String(session.capabilities['browserVersion'])} on ${endpoint.name}; the memory and the size of its machine are not measured`,
  )
  return {
    cdp,
    driverPort: await startRelay({ endpoint, session, cleanup, onLost }),
    capabilities: { browserName: 'chrome' },
    ended,
    downloads:
      session.capabilities['se:downloadsEnabled'] === true
        ? createGridDownloads(session, record.artifacts)
        : createUnavailableDownloads(endpoint.name),
    drawnFeeds,
    toBrowserPath: (file) => upload(session, file),
  }
}
