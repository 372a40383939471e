import { execFile } from 'node:child_process'
import { hash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { errorMessage } from '@loadero-test/core/internal'
import { startBrowser } from './browser.js'
import { cacheFolderOf, keepFile } from '../process/cache-folder.js'
import { EngineError } from '../process/errors.js'
import type { FoundBrowser } from './find-browser.js'
import { installHint } from './install-hint.js'
import { createProcessGroups } from '../process/process-groups.js'
import { openWorkspace, type ProcessContext } from '../process/workspace.js'

const run = promisify(execFile)

/** What a browser says of itself. */
interface BrowserVersion {
  readonly product: string
  readonly userAgent: string
}

/**
 * Starts the browser for a moment to read its version, unless that is known from an earlier start of the same version.
 * @throws EngineError when the browser or the driver does not start, or their versions differ
 */
export async function inspectBrowser({ browserPath, driverPath }: FoundBrowser, context: ProcessContext) {
  const [{ product, userAgent }, driverProduct] = await Promise.all([
    readBrowserVersion(browserPath, context),
    readVersionLine(driverPath).catch((error: unknown) => {
      throw new EngineError(`${driverPath} does not run: ${errorMessage(error)}`, {
        hint: installHint(),
      })
    }),
  ])
  const major = majorVersionOf(product)
  const driverMajor = majorVersionOf(driverProduct)
  if (major !== driverMajor) {
    throw new EngineError(
      `${browserPath} is version ${major} and ${driverPath} is version ${driverMajor}. They must be the same.`,
      {
        hint: `${installHint()}\n  Or set CHROME_PATH and CHROMEDRIVER_PATH to a matching pair.`,
      },
    )
  }
  return { major, userAgent: withoutHeadless(userAgent) }
}

async function readBrowserVersion(browserPath: string, context: ProcessContext): Promise<BrowserVersion> {
  const { env, watchdog, workRoot } = context
  // On Windows, `--version` opens a window.
  const line = process.platform === 'win32' ? '' : await readVersionLine(browserPath).catch(() => '')
  const key = hash('sha256', `${browserPath}\n${line}`).slice(0, 24)
  const file = path.join(cacheFolderOf(env), `browser-${key}.json`)
  if (line !== '') {
    const known = readFile(file, 'utf8').then((text) => JSON.parse(text) as Partial<BrowserVersion>)
    const { product, userAgent } = await known.catch((): Partial<BrowserVersion> => ({}))
    if (product && userAgent) return { product, userAgent }
  }
  const workspace = openWorkspace(workRoot, env)
  const groups = createProcessGroups(watchdog)
  try {
    const browser = await startBrowser({ path: browserPath, groups, workspace, env })
    const { product, userAgent } = await browser.cdp.send('Browser.getVersion').catch((error: unknown) => {
      throw new EngineError(`${browserPath} started, and did not answer: ${errorMessage(error)}`, {
        hint: installHint(),
      })
    })
    // Without a cache folder, the next engine starts the browser again.
    if (line !== '') {
      const text = JSON.stringify({ product, userAgent })
      await keepFile(file, (temporary) => writeFile(temporary, text)).catch(() => {})
    }
    return { product, userAgent }
  } finally {
    await groups.killAll()
    await workspace.remove()
  }
}

async function readVersionLine(program: string): Promise<string> {
  return (await run(program, ['--version'])).stdout
}

/** 156 for `Chrome/156.0.8078.79` and for `ChromeDriver 156.0.8078.79 (…)`. */
export function majorVersionOf(product: string): number {
  return Number(/[/ ](\d+)\./.exec(product)?.[1])
}

/** The user agent of the same browser with a window. */
export function withoutHeadless(userAgent: string): string {
  return userAgent.replaceAll('Headless', '')
}
