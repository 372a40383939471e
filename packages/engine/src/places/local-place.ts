import path from 'node:path'
import {
  type BrowserOptions,
  type BrowserProcess,
  startBrowser,
  type WindowOptions,
} from '../browser/browser.js'
import { collectDownloads } from '../participant/downloads.js'
import { attachCapabilities, startDriver } from '../browser/driver.js'
import { requireDisplay } from '../browser/display.js'
import { feedsOf } from '../media/feeds.js'
import { findBrowser, type FindBrowserOptions, slowBrowserNotice } from '../browser/find-browser.js'
import { inspectBrowser } from '../browser/inspect.js'
import { localCallCapacity, localCapacity, thisMachine } from '../metrics/machine.js'
import type { BrowserPlace, BrowserRequest } from '../participant/place.js'
import type { ProcessContext } from '../process/workspace.js'
import { createBrowserPool, type SharedBrowser } from './shared/browser-pool.js'

type LocalBrowser = Pick<BrowserProcess, 'cdp' | 'port' | 'ended'> & Partial<SharedBrowser>

/**
 * What separates the participants on this machine: a browser each, or a browser context each in a browser that several of
 * them share.
 */
export type Isolation = 'browser' | 'context'

/**
 * Browsers of this machine, with a chromedriver for each participant.
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
  const start = (own: Pick<BrowserOptions, 'groups' | 'workspace' | 'feeds'>) =>
    startBrowser({ ...own, path: browserPath, userAgent, env, headed, devtools })
  const openShared = isolation === 'context' ? createBrowserPool(start, context) : undefined
  const openOwn = ({ job, record, groups, workspace }: BrowserRequest): Promise<LocalBrowser> =>
    start({
      groups,
      workspace,
      feeds: feedsOf(job, {
        cache: path.join(workRoot, 'feeds'),
        own: env['LOADERO_FEEDS'],
        note: record.note,
      }),
    })
  return {
    name: 'on this machine',
    major,
    notice: headed ? undefined : slowBrowserNotice(browserPath),
    ...localCapacity(),
    callCapacity: localCallCapacity(),
    machine: thisMachine,
    async open(request) {
      const { groups, workspace, record } = request
      const [driver, { cdp, port, ended, isShared, debuggingPort = port }] = await Promise.all([
        startDriver(driverPath, groups, workspace),
        (openShared ?? openOwn)(request),
      ])
      const driverEnd = driver.ended.then((how) => {
        const reason = `${path.basename(driverPath)} ended with ${how}`
        return { reason, fromOutside: true }
      })
      return {
        cdp,
        driverPort: driver.port,
        capabilities: attachCapabilities(driverPath, port),
        ended: Promise.race([ended, driverEnd]),
        debuggingPort,
        ...(isShared && { isShared }),
        downloads: await collectDownloads(cdp, record.artifacts),
        toBrowserPath: (file) => Promise.resolve(file),
      }
    },
  }
}
