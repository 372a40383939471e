import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { startBrowser } from './browser.js'
import { majorOf, namedAsHeaded } from './version.js'
import { EngineError, messageOf } from '../process/errors.js'
import { type FoundBrowser, installHint } from './find-browser.js'
import { processGroups } from '../process/process-groups.js'
import type { EngineSetting } from '../process/setting.js'
import { openWorkspace } from '../process/workspace.js'

export interface Inspection {
  readonly major: number
  /** The browser's own, without a word of being headless. */
  readonly userAgent: string
}

/** Starts the browser for a moment to learn what it is; throws an `EngineError` when it cannot be played with. */
export async function inspect(found: FoundBrowser, setting: EngineSetting): Promise<Inspection> {
  const [{ product, userAgent }, driverMajor] = await Promise.all([
    browserVersion(found.browserPath, setting),
    driverVersion(found.driverPath),
  ])
  const major = majorOf(product)
  if (major !== driverMajor) {
    throw new EngineError(
      `${found.browserPath} is version ${major} and ${found.driverPath} is ${driverMajor}: they must be the same.`,
      { hint: `${installHint(process.platform)} (or name a pair with CHROME_PATH and CHROMEDRIVER_PATH)` },
    )
  }
  return { major, userAgent: namedAsHeaded(userAgent) }
}

async function browserVersion(file: string, { env, watchdog, workRoot }: EngineSetting) {
  const workspace = openWorkspace(workRoot, env)
  const groups = processGroups(watchdog)
  try {
    const browser = await startBrowser({ path: file, groups, workspace, env })
    return await browser.cdp.send('Browser.getVersion')
  } finally {
    await groups.end()
    workspace.remove()
  }
}

const run = promisify(execFile)

async function driverVersion(file: string): Promise<number> {
  try {
    const { stdout } = await run(file, ['--version'])
    return majorOf(stdout)
  } catch (error) {
    throw new EngineError(`${file} does not run: ${messageOf(error)}`, {
      hint: installHint(process.platform),
    })
  }
}
