import path from 'node:path'
import { startBrowser } from '../browser/browser.js'
import { collectDownloads } from '../participant/downloads.js'
import { attaching, startDriver } from '../browser/driver.js'
import { feedsOf } from '../media/feeds.js'
import { findBrowser, type FindOptions } from '../browser/find-browser.js'
import { inspect } from '../browser/inspect.js'
import { capacity, thisMachine } from '../metrics/machine.js'
import type { BrowserPlace } from '../participant/place.js'
import type { EngineSetting } from '../process/setting.js'

/** Browsers of this machine, each with a chromedriver. Throws an `EngineError` with a hint when it has none that works. */
export async function localPlace(options: FindOptions, setting: EngineSetting): Promise<BrowserPlace> {
  const { browserPath, driverPath } = findBrowser(options)
  const { major, userAgent } = await inspect({ browserPath, driverPath }, setting)
  const { env, workRoot } = setting
  return {
    name: 'on this machine',
    major,
    capacity: capacity(),
    machine: thisMachine,
    async open({ job, record, groups, workspace }) {
      const feeds = feedsOf(job, {
        cache: path.join(workRoot, 'feeds'),
        own: env['LOADERO_FEEDS'],
        note: record.note,
      })
      const [driverPort, { cdp, port, ended }] = await Promise.all([
        startDriver({ path: driverPath, groups, workspace }),
        startBrowser({ path: browserPath, userAgent, feeds, groups, workspace, env }),
      ])
      return {
        cdp,
        driverPort,
        capabilities: attaching(driverPath, port),
        ended,
        downloads: await collectDownloads(cdp, record.artifacts),
        pathThere: (file) => Promise.resolve(file),
      }
    },
  }
}
