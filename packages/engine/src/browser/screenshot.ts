import { setTimeout as sleep } from 'node:timers/promises'
import type { CdpTarget } from '../cdp/targets.js'

const patienceMs = 1_500

/** A PNG of the page that was opened last; undefined when there is none, or it does not answer soon. */
export async function screenshotOf(targets: Iterable<CdpTarget>): Promise<Buffer | undefined> {
  const page = lastPage(targets)
  if (!page) return undefined
  return Promise.race([capture(page), sleep(patienceMs, undefined, { ref: false })])
}

async function capture(page: CdpTarget): Promise<Buffer | undefined> {
  // An open dialog would hold the page up; mostly there is none, which is an error.
  await page.session.send('Page.handleJavaScriptDialog', { accept: false }).catch(() => {})
  return pictureFeedOf(page, { format: 'png' })
}

/** The page that was opened last. */
export function lastPage(targets: Iterable<CdpTarget>): CdpTarget | undefined {
  return [...targets].findLast(({ type }) => type === 'page')
}

/** What the page shows, whenever it answers; undefined when it closes instead. */
export async function pictureFeedOf({ session }: CdpTarget, format: object): Promise<Buffer | undefined> {
  try {
    const { data } = await session.send('Page.captureScreenshot', format)
    return Buffer.from(data, 'base64')
  } catch {
    return undefined
  }
}
