import type { Cdp } from '../../cdp/cdp.js'
import { sharedFlags } from '../../browser/flags.js'
import { majorOf, namedAsHeaded } from '../../browser/version.js'
import { createCleanupList } from '../../process/endings.js'
import { EngineError } from '../../process/errors.js'
import type { BrowserOrder, BrowserPlace, PlacedBrowser } from '../../participant/place.js'
import { attachToGridSession } from './attach.js'
import { connectEndpoint, type Endpoint } from './endpoint.js'
import { keptDownloads, managedDownloads, upload } from './files.js'
import { type GridCapabilities, gridCapabilitiesOf } from './capabilities.js'
import { startRelay } from './relay.js'
import { createSession, type GridSession } from './session.js'

const statusWithinMs = 15_000

/**
 * Browsers of a Selenium Grid, or of any WebDriver endpoint that lets us at their DevTools. One is started at once, so that a
 * grid which cannot play says so before any run does. Throws an `EngineError` that names the grid without credentials.
 */
export async function gridPlace(url: URL): Promise<BrowserPlace> {
  const endpoint = connectEndpoint(url)
  const offer = gridCapabilitiesOf(await endpoint.ask({ method: 'GET', path: '/status', timeoutMs: statusWithinMs }))
  if (offer.capacity === 0) {
    throw new EngineError(`${endpoint.name} has no node with Chrome`, {
      hint: 'Its console, at the same address, shows what it has.',
    })
  }
  const { product, userAgent } = await versionThere(endpoint, offer)
  const wanted = capabilities(offer, [`--user-agent=${namedAsHeaded(userAgent)}`])
  return {
    name: `on ${endpoint.name}`,
    major: majorOf(product),
    capacity: offer.capacity,
    open: (order) => openThere(endpoint, wanted, order),
  }
}

function capabilities({ downloads }: GridCapabilities, flags: readonly string[]) {
  return {
    browserName: 'chrome',
    'goog:chromeOptions': { args: [...sharedFlags, ...flags] },
    ...(downloads ? { 'se:downloadsEnabled': true } : {}),
  }
}

async function versionThere(endpoint: Endpoint, offer: GridCapabilities) {
  const endings = createCleanupList()
  try {
    const session = await createSession(endpoint, capabilities(offer, []), endings)
    const cdp = await attachToGridSession(endpoint, session, endings)
    return await cdp.send('Browser.getVersion')
  } finally {
    await endings.end()
  }
}

async function openThere(
  endpoint: Endpoint,
  wanted: Readonly<Record<string, unknown>>,
  { job, record, endings }: BrowserOrder,
): Promise<PlacedBrowser> {
  for (const kind of ['audio', 'video'] as const) {
    const { [`${kind}_feed` as const]: feed = 'default' } = job.participant
    if (feed !== 'default') record.note(`${kind} feed ${feed}: played as default ${placeOf(endpoint)}`)
  }
  const session = await createSession(endpoint, wanted, endings)
  const cdp = await attachToGridSession(endpoint, session, endings)
  const { ended, lost } = watchFor(endpoint, cdp)
  record.note(toldOf(endpoint, session))
  return {
    cdp,
    driverPort: await startRelay({ endpoint, session, endings, lost }),
    capabilities: { browserName: 'chrome' },
    ended,
    downloads:
      session.capabilities['se:downloadsEnabled'] === true
        ? managedDownloads(session, record.artifacts)
        : keptDownloads(endpoint.name),
    pathThere: (file) => upload(session, file),
  }
}

function placeOf({ name }: Endpoint) {
  return `on ${name}`
}

function toldOf(endpoint: Endpoint, { capabilities: { browserVersion } }: GridSession) {
  return `plays in chrome ${String(browserVersion)} ${placeOf(endpoint)}; memory and size of its machine are not measured`
}

/** From outside, a browser that has crashed and a grid that is out of reach look the same. */
function watchFor(endpoint: Endpoint, cdp: Cdp) {
  let lost: (why: string) => void = () => {}
  const ended = new Promise<never>((_, reject) => {
    lost = (why) => reject(new EngineError(`${endpoint.name} has lost the browser: ${why}`))
  })
  ended.catch(() => {})
  void cdp.closed.then(() => lost('the line to it was closed'))
  return { ended, lost }
}
