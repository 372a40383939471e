import { setTimeout as sleep } from 'node:timers/promises'
import { secretsIn, secretsOfUrl } from '@loadero-test/core/internal'
import type { BrowserEnd } from '../../browser/browser.js'
import type { Cdp } from '../../cdp/cdp.js'
import { headlessFlags, sharedFlags } from '../../browser/flags.js'
import { majorVersionOf, withoutHeadless } from '../../browser/inspect.js'
import { drawnFeedsOf } from '../../media/drawn-feeds.js'
import { createCleanupList } from '../../process/cleanup-list.js'
import { EngineError } from '../../process/errors.js'
import type { BrowserPlace, BrowserRequest, ParticipantBrowser } from '../../participant/place.js'
import { attachToGridSession } from './attach.js'
import { connectEndpoint, type Endpoint } from './endpoint.js'
import { type Capabilities, requestCapabilities } from './requested-capabilities.js'
import { createGridDownloads, createUnavailableDownloads, upload } from './files.js'
import { gridCapabilitiesOf } from './capabilities.js'
import { startRelay } from './relay.js'
import { createRemoteMachine } from './remote-machine.js'
import { createSession } from './session.js'

const statusTimeoutMs = 15_000
const watchIntervalMs = 15_000
/** A browser that is silent for so long is lost. */
const maxSilenceMs = 30_000
/** The same when a command has failed. */
const maxAnswerMs = 10_000

export interface GridOptions {
  readonly url: URL
  /** For each session, in addition to those of the engine. Default: none */
  readonly capabilities?: Capabilities | undefined
  /** The address of DevTools, with `{sessionId}`. Default: the one of Selenium 4 or of the driver. */
  readonly devtools?: string | undefined
}

/**
 * Browsers of a Selenium Grid, or of any WebDriver endpoint that exposes DevTools. One browser is started at once, so
 * that a grid which cannot run participants fails before any run.
 * @throws EngineError that names the grid without credentials
 */
export async function createGridPlace(options: GridOptions): Promise<BrowserPlace> {
  const { url, capabilities: wanted = {} } = options
  const devtoolsSecrets = options.devtools === undefined ? [] : secretsOfUrl(new URL(options.devtools, url))
  const endpoint = connectEndpoint(url, [...secretsIn(wanted), ...devtoolsSecrets])
  const status = await endpoint.call({ method: 'GET', path: '/status', timeoutMs: statusTimeoutMs })
  const { capacity, downloads } = gridCapabilitiesOf(status, wanted)
  if (capacity === 0) {
    throw new EngineError(`${endpoint.name} has no node with Chrome`, {
      hint: 'Its console, at the same address, shows its nodes.',
    })
  }
  const capabilitiesWith = (flags: readonly string[]) =>
    requestCapabilities(
      {
        browserName: 'chrome',
        'goog:chromeOptions': { args: [...headlessFlags, ...sharedFlags, ...flags] },
        ...(downloads ? { 'se:downloadsEnabled': true } : {}),
      },
      wanted,
    )
  const { product, userAgent } = await readVersion(endpoint, capabilitiesWith([]), options.devtools)
  const capabilities = capabilitiesWith([`--user-agent=${withoutHeadless(userAgent)}`])
  return {
    name: `on ${endpoint.name}`,
    major: majorVersionOf(product),
    capacity,
    open: (request) => openBrowser(endpoint, capabilities, options.devtools, request),
  }
}

async function readVersion(endpoint: Endpoint, capabilities: Capabilities, devtools: string | undefined) {
  const cleanup = createCleanupList()
  try {
    const session = await createSession(endpoint, capabilities, cleanup)
    const cdp = await attachToGridSession(endpoint, session, cleanup, devtools)
    return await cdp.send('Browser.getVersion')
  } finally {
    await cleanup.run()
  }
}

/** Whether a browser answers in time. Pages, and their dialogs, do not keep it from that. */
async function answers(cdp: Cdp, timeoutMs: number): Promise<boolean> {
  const answer = cdp.send('Browser.getVersion').then(
    () => true,
    () => false,
  )
  return Promise.race([answer, sleep(timeoutMs, false, { ref: false })])
}

async function openBrowser(
  endpoint: Endpoint,
  capabilities: Capabilities,
  devtools: string | undefined,
  { job, record, cleanup }: BrowserRequest,
): Promise<ParticipantBrowser> {
  const drawnFeeds = drawnFeedsOf(job, `on ${endpoint.name}`, record.note)
  const session = await createSession(endpoint, capabilities, cleanup)
  const cdp = await attachToGridSession(endpoint, session, cleanup, devtools)
  const remoteMachine = await createRemoteMachine(cdp)
  // A browser that has crashed and a grid that is unreachable cannot be distinguished from here.
  let onLost: (reason: string) => void = () => {}
  const ended = new Promise<BrowserEnd>((resolve) => {
    onLost = (reason) => {
      resolve({ reason: `${endpoint.name} has lost the browser: ${reason}`, fromOutside: true })
      // What is asked of it at the end of its participant would wait.
      cdp.close()
    }
  })
  void cdp.closed.then(() => onLost('the connection to it was closed'))
  // A hub may keep the connection of a node that is gone.
  const watch = setInterval(() => {
    void answers(cdp, maxSilenceMs).then((isAlive) => isAlive || onLost('its browser does not answer'))
  }, watchIntervalMs).unref()
  cleanup.add(() => Promise.resolve(clearInterval(watch)))
  record.note(
    `runs in chrome ${String(session.capabilities['browserVersion'])} on ${endpoint.name}; the memory and the size of its machine are not measured`,
  )
  return {
    cdp,
    driverPort: await startRelay({
      endpoint,
      session,
      cleanup,
      isAlive: () => answers(cdp, maxAnswerMs),
      onLost,
    }),
    capabilities: { browserName: 'chrome' },
    ended,
    downloads:
      session.capabilities['se:downloadsEnabled'] === true
        ? createGridDownloads(session, record.artifacts)
        : createUnavailableDownloads(endpoint.name),
    drawnFeeds,
    remoteMachine,
    toBrowserPath: (file) => upload(session, file),
  }
}
