import path from 'node:path'
import { startBrowser, type WindowOptions } from '../browser/browser.js'
import { collectDownloads } from '../participant/downloads.js'
import { attachCapabilities } from '../browser/driver.js'
import { createDriverPool } from '../browser/driver-pool.js'
import { requireDisplay } from '../browser/display.js'
import { feedsOf } from '../media/feeds.js'
import { findBrowser, type FindBrowserOptions, slowBrowserNotice } from '../browser/find-browser.js'
import { inspectBrowser } from '../browser/inspect.js'
import { localCallCapacity, localCapacity, thisMachine } from '../metrics/machine.js'
import type { BrowserPlace } from '../participant/place.js'
import type { ProcessContext } from '../process/workspace.js'

/**
 * Browsers of this machine. Participants share the processes of chromedriver.
 * @throws EngineError with a hint when no browser here works
 */
export async function createLocalPlace(
  options: FindBrowserOptions & WindowOptions,
  context: ProcessContext,
): Promise<BrowserPlace> {
  const { env, workRoot } = context
  const { headed, devtools } = options
  if (headed) await requireDisplay(env)
  const { browserPath, driverPath } = findBrowser(options)
  const { major, userAgent } = await inspectBrowser({ browserPath, driverPath }, context)
  const drivers = createDriverPool(driverPath, context)
  return {
    name: 'on this machine',
    major,
    notice: headed ? undefined : slowBrowserNotice(browserPath),
    ...localCapacity(),
    callCapacity: localCallCapacity(),
    machine: thisMachine,
    async open({ job, record, groups, workspace, cleanup }) {
      const feeds = feedsOf(job, {
        cache: path.join(workRoot, 'feeds'),
        own: env['LOADERO_FEEDS'],
        note: record.note,
      })
      const lease = drivers.acquire()
      let sessionId: string | undefined
      cleanup.add(() => lease.release(sessionId))
      const [driver, browser] = await Promise.all([
        lease.driver,
        startBrowser({ path: browserPath, userAgent, feeds, groups, workspace, env, headed, devtools }),
      ])
      const driverEnd = driver.ended.then((how) => {
        const reason = `${path.basename(driverPath)} ended with ${how}`
        return { reason, fromOutside: true }
      })
      return {
        cdp: browser.cdp,
        driverPort: driver.port,
        capabilities: attachCapabilities(driverPath, browser.port),
        ended: Promise.race([browser.ended, driverEnd]),
        debuggingPort: browser.port,
        onSession: (id) => void (sessionId = id),
        downloads: await collectDownloads(browser.cdp, record.artifacts),
        toBrowserPath: (file) => Promise.resolve(file),
      }
    },
  }
}
