import { setTimeout as sleep } from 'node:timers/promises'
import type { CdpTarget } from '../cdp/targets.js'

// A page under load needs seconds, and the picture is the best evidence of a failure.
const timeoutMs = 10_000

/** A PNG of the page that was opened last; undefined without a page, and when it does not answer in time. */
export async function screenshotOf(targets: Iterable<CdpTarget>): Promise<Buffer | undefined> {
  const page = lastPage(targets)
  if (!page) return undefined
  const capture = async () => {
    // An open dialog blocks the page. Usually there is none, which is an error.
    await page.session.send('Page.handleJavaScriptDialog', { accept: false }).catch(() => {})
    return captureScreenshot(page, { format: 'png' })
  }
  return Promise.race([capture(), sleep(timeoutMs, undefined, { ref: false })])
}

/** The page that was opened last. */
export function lastPage(targets: Iterable<CdpTarget>): CdpTarget | undefined {
  return [...targets].findLast(({ type }) => type === 'page')
}

/** A picture of the page as soon as it answers; undefined when it closes instead. */
export async function captureScreenshot({ session }: CdpTarget, format: object): Promise<Buffer | undefined> {
  try {
    const { data } = await session.send('Page.captureScreenshot', format)
    return Buffer.from(data, 'base64')
  } catch {
    return undefined
  }
}
