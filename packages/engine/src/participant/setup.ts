import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { createEmulation, type Emulation } from '../network/emulation.js'
import { globalsOf } from './globals.js'
import type { ScriptJob } from '../script-host/messages.js'
import { conditionsOf, unsupportedFeaturesOf } from '../network/modes.js'
import type { BrowserOrder, BrowserPlace, PlacedBrowser } from './place.js'
import { type ScriptHost, startScriptHost } from '../script-host/script-host.js'
import { attachToTargets, type CdpTarget } from '../cdp/targets.js'
import { countTraffic, type Traffic } from '../network/traffic.js'
import type { Workspace } from '../process/workspace.js'

/** All that one script plays on: its browser with everything that watches and shapes it, and its host. */
export interface ParticipantSetup {
  readonly browser: PlacedBrowser
  readonly host: ScriptHost
  readonly part: ScriptJob
  readonly emulation: Emulation
  readonly traffic: Traffic
  /** In the order of their opening. */
  readonly targets: Iterable<CdpTarget>
  /** Resolves when a page crashes. */
  readonly crashed: Promise<void>
}

/** Starts everything at once; on a failure, whatever stands by then is the caller's to end. */
export async function createParticipantSetup(place: BrowserPlace, order: BrowserOrder): Promise<ParticipantSetup> {
  const { groups, workspace, record, job } = order
  const [host, browser] = await Promise.all([
    startScriptHost({ groups, workspace, output: record.script.add }),
    place.open(order),
  ])
  const part = {
    scriptFile: writeScript(workspace, job.script),
    driverPort: browser.driverPort,
    capabilities: browser.capabilities,
    globals: globalsOf(job),
  }
  return { browser, host, part, ...(await watch(browser, order)) }
}

async function watch(browser: PlacedBrowser, { job, record }: BrowserOrder) {
  const traffic = countTraffic()
  const targets = new Set<CdpTarget>()
  const { network = 'default' } = job.participant
  const conditions = conditionsOf(network, {})
  unsupportedFeaturesOf(network, conditions).forEach(record.note)
  const emulation = createEmulation(targets, conditions)
  let crash = () => {}
  const crashed = new Promise<void>((resolve) => (crash = resolve))
  await attachToTargets(browser.cdp, targets, async (target) => {
    traffic.watch(target)
    if (target.type === 'page') target.session.on('Inspector.targetCrashed', crash)
    await Promise.all([emulation.apply(target), record.browser.watch(target), record.peers.watch(target)])
  })
  return { traffic, targets, emulation, crashed }
}

/** What precedes the author's text stays on its first line, so that all lines keep their numbers. */
function writeScript(workspace: Workspace, script: string): string {
  const file = path.join(workspace.directory, 'script.cjs')
  writeFileSync(file, `module.exports.script = ${script}\n`)
  return file
}
