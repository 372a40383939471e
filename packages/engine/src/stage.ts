import { writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Job } from '@loadero-test/server'
import { type Browser, startBrowser } from './browser.js'
import { collectDownloads, type Downloads } from './downloads.js'
import { attaching, startDriver } from './driver.js'
import { createEmulation, type Emulation } from './emulation.js'
import type { Env } from './env.js'
import type { Feeds } from './feeds.js'
import { globalsOf } from './globals.js'
import type { Part } from './host-messages.js'
import { conditionsOf, shortcomingsOf } from './network-modes.js'
import type { ProcessGroups } from './process-groups.js'
import type { ParticipantRecord } from './record.js'
import { type ScriptHost, startScriptHost } from './script-host.js'
import { attachToTargets, type Target } from './targets.js'
import { countTraffic, type Traffic } from './traffic.js'
import type { Workspace } from './workspace.js'

/** All that one script plays on: its browser with everything that watches and shapes it, and its host. */
export interface Stage {
  readonly browser: Browser
  readonly host: ScriptHost
  readonly part: Part
  readonly emulation: Emulation
  readonly downloads: Downloads
  readonly traffic: Traffic
  /** In the order of their opening. */
  readonly targets: Iterable<Target>
  /** Resolves when a page crashes. */
  readonly crashed: Promise<void>
}

export interface StageOptions {
  readonly job: Job
  readonly browserPath: string
  readonly driverPath: string
  readonly userAgent: string
  readonly feeds: Feeds
  /** The caller's. */
  readonly env: Env
  readonly groups: ProcessGroups
  readonly workspace: Workspace
  readonly record: ParticipantRecord
}

/** Starts everything at once; on a failure, whatever stands by then is the caller's to end. */
export async function buildStage(options: StageOptions): Promise<Stage> {
  const { groups, workspace, record, job } = options
  const [host, driverPort, browser] = await Promise.all([
    startScriptHost({ groups, workspace, output: record.script.add }),
    startDriver({ path: options.driverPath, groups, workspace }),
    startBrowser({ ...options, path: options.browserPath }),
  ])
  const downloads = await collectDownloads(browser.cdp, record.artifacts)
  const part = {
    scriptFile: writeScript(workspace, job.script),
    capabilities: attaching(options.driverPath, browser.port),
    driverPort,
    globals: globalsOf(job),
  }
  return { browser, host, part, downloads, ...(await watch(browser, options)) }
}

async function watch(browser: Browser, { job, record }: StageOptions) {
  const traffic = countTraffic()
  const targets = new Set<Target>()
  const { network = 'default' } = job.participant
  const conditions = conditionsOf(network, {})
  shortcomingsOf(network, conditions).forEach(record.note)
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
