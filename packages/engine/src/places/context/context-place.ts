import path from 'node:path'
import { type BrowserEnd, startBrowser } from '../../browser/browser.js'
import { collectDownloads } from '../../participant/downloads.js'
import { attachCapabilities, startDriver } from '../../browser/driver.js'
import { findBrowser, type FindBrowserOptions, slowBrowserNotice } from '../../browser/find-browser.js'
import { inspectBrowser } from '../../browser/inspect.js'
import { localCallCapacity, localCapacity, thisMachine } from '../../metrics/machine.js'
import type { BrowserPlace } from '../../participant/place.js'
import { createProcessGroups } from '../../process/process-groups.js'
import { openWorkspace, type ProcessContext } from '../../process/workspace.js'
import { startDriverEndpoint } from './driver-endpoint.js'
import { shareConnection } from './shared-browser.js'

const maxContexts = Number(process.env['SPIKE_MAX'] ?? 20)

export async function createContextPlace(
  options: FindBrowserOptions,
  context: ProcessContext,
): Promise<BrowserPlace> {
  const { env, workRoot, watchdog } = context
  const { browserPath, driverPath } = findBrowser(options)
  const { major, userAgent } = await inspectBrowser({ browserPath, driverPath }, context)

  const start = async () => {
    const workspace = openWorkspace(workRoot, env)
    const groups = createProcessGroups(watchdog)
    const browser = await startBrowser({ path: browserPath, userAgent, groups, workspace, env })
    return { browser, connection: await shareConnection(browser.cdp), workspace, groups }
  }
  interface Group {
    users: number
    started: ReturnType<typeof start>
  }
  const groupsOpen = new Set<Group>()
  return {
    name: 'on this machine',
    major,
    notice: slowBrowserNotice(browserPath),
    ...localCapacity(),
    callCapacity: localCallCapacity(),
    machine: thisMachine,
    async open({ record, groups, workspace, cleanup }) {
      let group = [...groupsOpen].find(({ users }) => users < maxContexts)
      if (!group) groupsOpen.add((group = { users: 0, started: start() }))
      group.users++
      const own = group
      cleanup.add(async () => {
        if (--own.users > 0) return
        groupsOpen.delete(own)
        const { groups: g, workspace: w } = await own.started
        await g.killAll()
        w.remove()
      })
      const { browser, connection } = await group.started
      const [driver, { id, cdp }] = await Promise.all([
        startDriver(driverPath, groups, workspace),
        connection.openContext(),
      ])
      cleanup.add(() => Promise.resolve(cdp.close()))
      const port = await startDriverEndpoint({ browserUrl: browser.url, contextId: id, cdp, cleanup })
      const driverEnd = driver.ended.then((how): BrowserEnd => {
        const reason = `${path.basename(driverPath)} ended with ${how}`
        return { reason, fromOutside: true }
      })
      return {
        cdp,
        driverPort: driver.port,
        capabilities: attachCapabilities(driverPath, port),
        ended: Promise.race([browser.ended, driverEnd]),
        debuggingPort: port,
        downloads: await collectDownloads(cdp, record.artifacts),
        toBrowserPath: (file) => Promise.resolve(file),
      }
    },
  }
}
