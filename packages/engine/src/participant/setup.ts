import { writeFileSync } from 'node:fs'
import path from 'node:path'
import type { ParticipantJob } from '@loadero-test/server'
import { type NavigationWatch, watchFailedNavigations } from '../browser/failed-navigation.js'
import { createEmulation, type Emulation } from '../network/emulation.js'
import type { HostSnapshot } from '../script-host/host-snapshot.js'
import type { ScriptJob } from '../script-host/messages.js'
import { scriptModule } from '../script-host/script-module.js'
import { injectFeeds } from '../media/drawn-feeds.js'
import { networkConditionsOf, unsupportedConditionsOf } from '../network/modes.js'
import type { BrowserPlace, BrowserRequest, ParticipantBrowser } from './place.js'
import { type ScriptHost, startScriptHost } from '../script-host/script-host.js'
import { attachToTargets, type CdpTarget } from '../cdp/targets.js'
import { countTraffic, type Traffic } from '../network/traffic.js'

/** What one script runs with: its browser, what observes and changes the browser, and its host. */
export interface ParticipantSetup {
  readonly browser: ParticipantBrowser
  readonly host: ScriptHost
  readonly scriptJob: ScriptJob
  readonly emulation: Emulation
  readonly traffic: Traffic
  /** In the order in which they opened. */
  readonly targets: Iterable<CdpTarget>
  /** Resolves when a page crashes, with whether its process was killed from outside. */
  readonly navigations: NavigationWatch
  readonly crashed: Promise<{ readonly fromOutside: boolean }>
}

/** Starts browser and host at once. When it fails, the caller ends everything that has started by then. */
export async function createParticipantSetup(
  place: BrowserPlace,
  request: BrowserRequest,
  { hostSnapshot, slowMoMs }: { readonly hostSnapshot: HostSnapshot; readonly slowMoMs: number | undefined },
): Promise<ParticipantSetup> {
  const { groups, workspace, record, job } = request
  const [host, browser] = await Promise.all([
    startScriptHost(groups, workspace, record.script.add, hostSnapshot),
    place.open(request),
  ])
  const scriptFile = path.join(workspace.directory, 'script.cjs')
  writeFileSync(scriptFile, scriptModule(job.script))
  const scriptJob = {
    scriptFile,
    driverPort: browser.driverPort,
    capabilities: browser.capabilities,
    globals: globalsOf(job),
    slowMoMs,
  }
  const { network = 'default' } = job.participant
  const conditions = networkConditionsOf(network, {})
  unsupportedConditionsOf(network, conditions).forEach(record.note)
  const targets = new Set<CdpTarget>()
  const navigations = watchFailedNavigations(host.failNavigation)
  const traffic = countTraffic()
  const emulation = createEmulation(targets, conditions)
  const { cdp } = browser
  const crashed = new Promise<{ fromOutside: boolean }>((resolve) => {
    // `oom`: the page itself used up its memory.
    cdp.on('Target.targetCrashed', ({ status }) => resolve({ fromOutside: status === 'killed' }))
  })
  await cdp.send('Target.setDiscoverTargets', { discover: true, filter: [{ type: 'page' }] })
  // As camera and microphone, it must not wait for a person. An older browser may not know the command.
  await cdp
    .send('Browser.setPermission', { permission: { name: 'geolocation' }, setting: 'granted' })
    .catch(() => {})
  await attachToTargets(cdp, targets, async (target) => {
    traffic.watch(target)
    navigations.watch(target)
    await Promise.all([
      emulation.apply(target),
      // The log of peer connections wraps what this replaces.
      injectFeeds(target, browser.drawnFeeds),
      record.browser.watch(target),
      record.peers.watch(target),
      record.pages.watch(target),
      browser.remoteMachine?.watch(target),
    ])
  })
  return { browser, host, scriptJob, traffic, targets, navigations, emulation, crashed }
}

/** What a script finds under `client.globals`. */
function globalsOf({ run, participant, globalNum }: ParticipantJob): Readonly<Record<string, unknown>> {
  return {
    participant: { id: participant.participant_num, globalID: globalNum, name: participant.participant_name },
    group: { id: participant.group_num, name: participant.group_name },
    run: { id: run.id, participant: { id: participant.id } },
    test: {
      name: run.testName,
      participantTimeout: run.participantTimeout,
      startInterval: run.startInterval,
      totalParticipants: run.totalParticipants,
    },
    browser: participant.browser,
    computeUnit: participant.compute_unit,
    location: participant.location,
    network: participant.network,
    audioFeed: participant.audio_feed,
    videoFeed: participant.video_feed,
    mediaType: participant['media_type'],
  }
}
