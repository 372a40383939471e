import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { unzipSync, zipSync } from 'fflate'
import type { CollectedArtifacts } from '../../participant/artifacts.js'
import type { Downloads } from '../../participant/downloads.js'
import type { GridSession } from './session.js'

/** Takes a file of this machine to the browser's, and gives its path there. */
export async function upload(session: GridSession, file: string): Promise<string> {
  const zip = zipSync({ [path.basename(file)]: readFileSync(file) })
  const body = JSON.stringify({ file: Buffer.from(zip).toString('base64') })
  return String(await session.ask({ method: 'POST', path: '/se/file', body }))
}

const everyMs = 100
const collectWithinMs = 10_000
/** What Chrome calls a file that it is still writing. */
const unfinished = /\.crdownload$|^\.com\.google\.Chrome\./

/** Fetches what the browser has downloaded, from a grid that hands it out. */
export function managedDownloads(session: GridSession, artifacts: CollectedArtifacts): Downloads {
  const fetched = new Set<string>()
  const list = async () => {
    const { names = [] } = (await session.ask({ method: 'GET', path: '/se/files' })) as { names?: string[] }
    return names.filter((name) => !unfinished.test(name))
  }
  const fetchOnce = async (name: string) => {
    if (fetched.has(name)) return
    fetched.add(name)
    const body = JSON.stringify({ name })
    const answer = await session.ask({ method: 'POST', path: '/se/files', body, timeoutMs: collectWithinMs })
    const { contents = '' } = answer as { contents?: string }
    for (const content of Object.values(unzipSync(Buffer.from(contents, 'base64')))) {
      writeFileSync(artifacts.claim('downloads', name), content)
    }
  }
  return {
    async finished(name, timeoutMs) {
      for (const deadline = Date.now() + timeoutMs; !(await list()).includes(name); await sleep(everyMs)) {
        if (Date.now() > deadline) throw new Error(`download of '${name}' did not finish in ${timeoutMs} ms`)
      }
      await fetchOnce(name)
    },
    async collect() {
      await Promise.allSettled((await list().catch(() => [])).map(fetchOnce))
    },
  }
}

/** For a grid that keeps what its browsers download. */
export function keptDownloads(name: string): Downloads {
  return {
    finished: () => Promise.reject(new Error(`${name} keeps what its browsers download (${cure})`)),
    collect: () => Promise.resolve(),
  }
}

const cure = 'Selenium 4 hands it out when its nodes have --enable-managed-downloads true'
