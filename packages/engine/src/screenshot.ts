import { setTimeout as sleep } from 'node:timers/promises'
import type { CdpSession } from './cdp.js'
import type { Target } from './targets.js'

const patienceMs = 1_500

/** A PNG of the page that was opened last; undefined when there is none, or it does not answer soon. */
export async function screenshotOf(targets: Iterable<Target>): Promise<Buffer | undefined> {
  const page = [...targets].findLast(({ type }) => type === 'page')
  if (!page) return undefined
  return Promise.race([capture(page.session), sleep(patienceMs, undefined, { ref: false })])
}

async function capture(session: CdpSession): Promise<Buffer | undefined> {
  try {
    // An open dialog would hold the page up; mostly there is none, which is an error.
    await session.send('Page.handleJavaScriptDialog', { accept: false }).catch(() => {})
    const { data } = await session.send('Page.captureScreenshot', { format: 'png' })
    return Buffer.from(data, 'base64')
  } catch {
    return undefined
  }
}
