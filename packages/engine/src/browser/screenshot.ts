import { setTimeout as sleep } from 'node:timers/promises'
import type { Target } from '../cdp/targets.js'

const patienceMs = 1_500

/** A PNG of the page that was opened last; undefined when there is none, or it does not answer soon. */
export async function screenshotOf(targets: Iterable<Target>): Promise<Buffer | undefined> {
  const page = lastPage(targets)
  if (!page) return undefined
  return Promise.race([capture(page), sleep(patienceMs, undefined, { ref: false })])
}

async function capture(page: Target): Promise<Buffer | undefined> {
  // An open dialog would hold the page up; mostly there is none, which is an error.
  await page.session.send('Page.handleJavaScriptDialog', { accept: false }).catch(() => {})
  return pictureOf(page, { format: 'png' })
}

/** The page that was opened last. */
export function lastPage(targets: Iterable<Target>): Target | undefined {
  return [...targets].findLast(({ type }) => type === 'page')
}

/** What the page shows, whenever it answers; undefined when it closes instead. */
export async function pictureOf({ session }: Target, format: object): Promise<Buffer | undefined> {
  try {
    const { data } = await session.send('Page.captureScreenshot', format)
    return Buffer.from(data, 'base64')
  } catch {
    return undefined
  }
}
