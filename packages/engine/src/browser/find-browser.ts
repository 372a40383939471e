import { accessSync, constants, realpathSync, statSync } from 'node:fs'
import path from 'node:path'
import { cachedBrowsers, cachedDrivers, fixedBrowsers } from './browser-paths.js'
import type { Env } from '../process/env.js'
import { EngineError } from '../process/errors.js'

export interface FindOptions {
  /** Where `PATH`, `HOME`, `CHROME_PATH`, `PUPPETEER_EXECUTABLE_PATH` and `CHROMEDRIVER_PATH` are read. */
  readonly env: Env
  /** Taken before all else. */
  readonly browserPath?: string | undefined
  readonly driverPath?: string | undefined
}

export interface FoundBrowser {
  /** Absolute path of a Chromium of any kind. */
  readonly browserPath: string
  /** Absolute path of a chromedriver; of Edge's own for Edge. */
  readonly driverPath: string
}

const browserNames = [
  'chromium-headless-shell',
  'chrome-headless-shell',
  'google-chrome-stable',
  'google-chrome',
  'chromium',
  'chromium-browser',
  'microsoft-edge-stable',
  'microsoft-edge',
]

/**
 * Looks for a browser and its chromedriver without starting anything: a few milliseconds.
 * Throws an `EngineError` that names what was tried and how to install what is missing.
 */
export function findBrowser(
  { env, browserPath, driverPath }: FindOptions,
  platform = process.platform,
): FoundBrowser {
  const exe = platform === 'win32' ? '.exe' : ''
  const browser = find('browser', [
    named('option browserPath', browserPath),
    named('CHROME_PATH', env['CHROME_PATH']),
    named('PUPPETEER_EXECUTABLE_PATH', env['PUPPETEER_EXECUTABLE_PATH']),
    // Before the caches: what a package manager installed has a chromedriver of its own version.
    onPath(env, browserNames, exe),
    searched('the caches of Puppeteer and Playwright', cachedBrowsers(env)),
    searched('the usual places', fixedBrowsers(env, platform)),
  ])
  const driverName = isEdge(browser) ? 'msedgedriver' : 'chromedriver'
  const driver = find(driverName, [
    named('option driverPath', driverPath),
    named('CHROMEDRIVER_PATH', env['CHROMEDRIVER_PATH']),
    searched('beside the browser', besides(browser, driverName + exe)),
    onPath(env, [driverName], exe),
    ...(driverName === 'chromedriver' ? [searched('the cache of Puppeteer', cachedDrivers(env))] : []),
  ])
  return { browserPath: browser, driverPath: driver }
}

/** Whether a browser or a driver is Edge's, which go with each other alone. */
export function isEdge(file: string): boolean {
  return /edge/i.test(path.basename(file))
}

interface Attempt {
  readonly name: string
  readonly paths: readonly string[]
  /** Somebody asked for exactly this one, so that nothing else will do. */
  readonly binding: boolean
}

function named(name: string, file: string | undefined): Attempt {
  return {
    name,
    paths: file ? [path.resolve(file)] : [],
    binding: Boolean(file),
  }
}

function searched(name: string, paths: readonly string[]): Attempt {
  return { name, paths, binding: false }
}

function onPath(env: Env, names: readonly string[], exe: string): Attempt {
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(path.delimiter).filter(Boolean)
  const paths = names.flatMap((name) => folders.map((folder) => path.resolve(folder, name + exe)))
  return searched(`PATH (${names.join(', ')})`, paths)
}

function besides(browser: string, driver: string): string[] {
  const folders = new Set([path.dirname(browser), path.dirname(realpathSync(browser))])
  return [...folders].map((folder) => path.join(folder, driver))
}

type Sought = keyof typeof installHints

function find(what: Sought, attempts: readonly Attempt[]): string {
  for (const { name, paths, binding } of attempts) {
    const found = paths.find(isExecutable)
    if (found) return found
    if (binding) {
      const message = `No ${what} at ${paths.join(', ')}, where ${name} says that it is.`
      throw new EngineError(message, { hint: `Correct ${name}, or leave it out to have one looked for.` })
    }
  }
  const tried = attempts.map(({ name }) => name).join('; ')
  throw new EngineError(`No ${what} found. Tried: ${tried}.`, { hint: installHints[what](process.platform) })
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}

const installHints = {
  browser: installHint,
  chromedriver: installHint,
  msedgedriver: () =>
    "Download the driver of your Edge's version from https://developer.microsoft.com/microsoft-edge/tools/webdriver/",
}

/** How to install a browser with its driver on that platform. */
export function installHint(platform: NodeJS.Platform): string {
  const download =
    'Download Chrome and its chromedriver from https://googlechromelabs.github.io/chrome-for-testing/'
  if (platform === 'linux')
    return `Debian: apt-get install chromium-headless-shell chromium-driver. Others: ${download}`
  if (platform === 'darwin') return 'brew install --cask google-chrome chromedriver'
  return download
}
