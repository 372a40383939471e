import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { errorMessage } from '@loadero-test/core/internal'
import { startBrowser } from './browser.js'
import { EngineError } from '../process/errors.js'
import type { FoundBrowser } from './find-browser.js'
import { installHint } from './install-hint.js'
import { createProcessGroups } from '../process/process-groups.js'
import { openWorkspace, type ProcessContext } from '../process/workspace.js'

const run = promisify(execFile)

/**
 * Starts the browser for a moment to read its version.
 * @throws EngineError when the browser or the driver does not start, or their versions differ
 */
export async function inspectBrowser({ browserPath, driverPath }: FoundBrowser, context: ProcessContext) {
  const [{ product, userAgent }, driverProduct] = await Promise.all([
    readBrowserVersion(browserPath, context),
    readDriverVersion(driverPath),
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

async function readBrowserVersion(browserPath: string, { env, watchdog, workRoot }: ProcessContext) {
  const workspace = openWorkspace(workRoot, env)
  const groups = createProcessGroups(watchdog)
  try {
    const browser = await startBrowser({ path: browserPath, groups, workspace, env })
    return await browser.cdp.send('Browser.getVersion')
  } finally {
    await groups.killAll()
    workspace.remove()
  }
}

async function readDriverVersion(driverPath: string): Promise<string> {
  try {
    return (await run(driverPath, ['--version'])).stdout
  } catch (error) {
    throw new EngineError(`${driverPath} does not run: ${errorMessage(error)}`, {
      hint: installHint(),
    })
  }
}

/** 156 for `Chrome/156.0.8078.79` and for `ChromeDriver 156.0.8078.79 (…)`. */
export function majorVersionOf(product: string): number {
  return Number(/[/ ](\d+)\./.exec(product)?.[1])
}

/** The user agent of the same browser with a window. */
export function withoutHeadless(userAgent: string): string {
  return userAgent.replaceAll('Headless', '')
}
