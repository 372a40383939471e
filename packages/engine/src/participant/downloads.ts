import { existsSync, renameSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CollectedArtifacts } from './artifacts.js'
import type { Cdp } from '../cdp/cdp.js'

export interface Downloads {
  /** Resolves once a file of that name is complete; rejects after `timeoutMs`. */
  finished(name: string, timeoutMs: number): Promise<void>
  /** Makes artifacts of the complete files that are not artifacts yet; never throws. */
  collect(): Promise<void>
}

/** Allows the browser to download, and makes each complete file an artifact under its suggested name. */
export async function collectDownloads(cdp: Cdp, artifacts: CollectedArtifacts): Promise<Downloads> {
  const names = new Map<string, string>()
  const complete = new Set<string>()

  cdp.on('Browser.downloadWillBegin', ({ guid, suggestedFilename }) => names.set(guid, suggestedFilename))
  cdp.on('Browser.downloadProgress', ({ guid, state }) => {
    const name = names.get(guid)
    const file = path.join(artifacts.incoming, guid)
    // A late event may arrive when the folder has been removed.
    if (state !== 'completed' || name === undefined || !existsSync(file)) return
    renameSync(file, artifacts.claim('downloads', name))
    complete.add(name)
  })
  await cdp.send('Browser.setDownloadBehavior', {
    behavior: 'allowAndName',
    downloadPath: artifacts.incoming,
    eventsEnabled: true,
  })

  return {
    async finished(name, timeoutMs) {
      for (const deadline = Date.now() + timeoutMs; !complete.has(name); await sleep(25)) {
        if (Date.now() > deadline) throw new Error(`download of '${name}' did not finish in ${timeoutMs} ms`)
      }
    },
    collect: () => Promise.resolve(),
  }
}
