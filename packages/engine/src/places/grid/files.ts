import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { unzipSync, zipSync } from 'fflate'
import type { CollectedArtifacts } from '../../participant/artifacts.js'
import type { Downloads } from '../../participant/downloads.js'
import type { GridSession } from './session.js'

/** Uploads a file of this machine to the browser's machine, and returns its path there. */
export async function upload(session: GridSession, file: string): Promise<string> {
  const zip = zipSync({ [path.basename(file)]: readFileSync(file) })
  const body = JSON.stringify({ file: Buffer.from(zip).toString('base64') })
  return String(await session.call({ method: 'POST', path: '/se/file', body }))
}

const pollIntervalMs = 100
const downloadTimeoutMs = 10_000
/** Names of files that Chrome is still writing. */
const incompleteName = /\.crdownload$|^\.com\.google\.Chrome\./

/** Fetches what the browser has downloaded, from a grid with managed downloads. */
export function createGridDownloads(session: GridSession, artifacts: CollectedArtifacts): Downloads {
  const fetched = new Set<string>()
  const list = async () => {
    const response = await session.call({ method: 'GET', path: '/se/files', timeoutMs: downloadTimeoutMs })
    const { names = [] } = response as { names?: string[] }
    return names.filter((name) => !incompleteName.test(name))
  }
  const fetchOnce = async (name: string) => {
    if (fetched.has(name)) return
    fetched.add(name)
    const body = JSON.stringify({ name })
    const response = await session.call({
      method: 'POST',
      path: '/se/files',
      body,
      timeoutMs: downloadTimeoutMs,
    })
    const { contents = '' } = response as { contents?: string }
    for (const content of Object.values(unzipSync(Buffer.from(contents, 'base64')))) {
      writeFileSync(artifacts.claim('downloads', name), content)
    }
  }
  return {
    async finished(name, timeoutMs) {
      const deadline = Date.now() + timeoutMs
      while (!(await list()).includes(name)) {
        if (Date.now() > deadline) throw new Error(`download of '${name}' did not finish in ${timeoutMs} ms`)
        await sleep(pollIntervalMs)
      }
      await fetchOnce(name)
    },
    async collect() {
      await Promise.allSettled((await list().catch(() => [])).map(fetchOnce))
    },
  }
}

/** For a grid without managed downloads. */
export function createUnavailableDownloads(name: string): Downloads {
  const message =
    `${name} does not give access to downloads. ` +
    'Selenium 4 does when its nodes have --enable-managed-downloads true'
  return {
    finished: () => Promise.reject(new Error(message)),
    collect: () => Promise.resolve(),
  }
}
