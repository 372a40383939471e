import path from 'node:path'
import {
  type BrowserOptions,
  type BrowserProcess,
  startBrowser,
  type WindowOptions,
} from '../browser/browser.js'
import { collectDownloads } from '../participant/downloads.js'
import { attachCapabilities } from '../browser/driver.js'
import { createDriverPool } from '../browser/driver-pool.js'
import { requireDisplay } from '../browser/display.js'
import { feedsOf } from '../media/feeds.js'
import { findBrowser, type FindBrowserOptions, slowBrowserNotice } from '../browser/find-browser.js'
import { inspectBrowser } from '../browser/inspect.js'
import { localCallCapacity, localCapacity, thisMachine } from '../metrics/machine.js'
import type { BrowserPlace, BrowserRequest } from '../participant/place.js'
import type { ProcessContext } from '../process/workspace.js'
import { createBrowserPool, type SharedBrowser } from './shared/browser-pool.js'

/**
 * What separates the participants on this machine: a browser each, or a browser context each in a browser that several of
 * them share.
 */
export type Isolation = 'browser' | 'context'

/**
 * Browsers of this machine. Participants share the processes of chromedriver.
 * @throws EngineError with a hint when no browser here works
 */
export async function createLocalPlace(
  options: FindBrowserOptions & WindowOptions & { readonly isolation?: Isolation | undefined },
  context: ProcessContext,
): Promise<BrowserPlace> {
  const { env, workRoot } = context
  const { headed, devtools, isolation } = options
  if (headed) await requireDisplay(env)
  const { browserPath, driverPath } = findBrowser(options)
  const { major, userAgent } = await inspectBrowser({ browserPath, driverPath }, context)
  const feedCache = path.join(workRoot, 'feeds')
  const drivers = createDriverPool(driverPath, context)
  const start = (own: Pick<BrowserOptions, 'groups' | 'workspace' | 'feeds'>) =>
    startBrowser({ ...own, path: browserPath, userAgent, env, headed, devtools })
  const openShared = isolation === 'context' ? createBrowserPool(start, context) : undefined
  const openOwn = ({
    job,
    record,
    groups,
    workspace,
  }: BrowserRequest): Promise<Pick<BrowserProcess, 'cdp' | 'port' | 'ended'> & Partial<SharedBrowser>> =>
    start({
      groups,
      workspace,
      feeds: feedsOf(job, { cache: feedCache, own: env['LOADERO_FEEDS'], note: record.note }),
    })
  return {
    name: 'on this machine',
    major,
    notice: headed ? undefined : slowBrowserNotice(browserPath),
    ...localCapacity(),
    callCapacity: localCallCapacity(),
    machine: thisMachine,
    async open(request) {
      const { cleanup, record } = request
      const lease = drivers.acquire()
      let sessionId: string | undefined
      cleanup.add(() => lease.release(sessionId))
      const [driver, { cdp, port, ended, isShared, debuggingPort = port }] = await Promise.all([
        lease.driver,
        (openShared ?? openOwn)(request),
      ])
      const driverEnd = driver.ended.then((how) => ({
        reason: `${path.basename(driverPath)} ended with ${how}`,
        fromOutside: true,
      }))
      return {
        cdp,
        driverPort: driver.port,
        capabilities: attachCapabilities(driverPath, port),
        ended: Promise.race([ended, driverEnd]),
        debuggingPort,
        onSession: (id) => void (sessionId = id),
        ...(isShared && { isShared }),
        downloads: await collectDownloads(cdp, record.artifacts),
        toBrowserPath: (file) => Promise.resolve(file),
      }
    },
  }
}
