import { accessSync, constants, realpathSync, statSync } from 'node:fs'
import path from 'node:path'
import { cachedBrowsers, cachedDrivers, fixedBrowsers, installedBrowsers } from './browser-paths.js'
import { installHint } from './install-hint.js'
import { EngineError } from '../process/errors.js'
import type { Env } from '../process/workspace.js'

export interface FindBrowserOptions {
  /** Where `PATH`, `HOME`, `CHROME_PATH`, `PUPPETEER_EXECUTABLE_PATH` and `CHROMEDRIVER_PATH` are read. */
  readonly env: Env
  /** Both go before every other place. */
  readonly browserPath?: string | undefined
  readonly driverPath?: string | undefined
  /** Only browsers that can have windows. Default: false */
  readonly headed?: boolean | undefined
}

export interface FoundBrowser {
  /** Absolute path of a Chromium, Chrome or Edge. */
  readonly browserPath: string
  /** Absolute path of a chromedriver; of msedgedriver for Edge. */
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
 * Looks for a browser and its chromedriver without starting anything, which takes a few milliseconds.
 * @throws EngineError that lists where it looked, and how to install what is missing
 */
export function findBrowser(
  { env, browserPath, driverPath, headed = false }: FindBrowserOptions,
  platform = process.platform,
): FoundBrowser {
  const exe = platform === 'win32' ? '.exe' : ''
  const isUsable = (file: string) => !headed || !isHeadlessShell(file)
  const named = ['CHROME_PATH', 'PUPPETEER_EXECUTABLE_PATH', 'CHROMEDRIVER_PATH'].map((name) => env[name])
  const installed = [browserPath, driverPath, ...named].some(Boolean)
    ? undefined
    : installedBrowsers(env).find((pair) => isUsable(pair.browserPath))
  if (installed !== undefined) return installed
  const browser = findExecutable('browser', [
    setting('option browserPath', browserPath),
    setting('CHROME_PATH', env['CHROME_PATH']),
    setting('PUPPETEER_EXECUTABLE_PATH', env['PUPPETEER_EXECUTABLE_PATH']),
    // Before the caches: a package manager installs a chromedriver of the same version.
    onPath(env, browserNames.filter(isUsable), exe),
    { name: 'the caches of Puppeteer and Playwright', paths: cachedBrowsers(env).filter(isUsable) },
    { name: 'the usual folders', paths: fixedBrowsers(env, platform) },
  ])
  if (!isUsable(browser)) {
    throw new EngineError(`${browser} is a headless shell and cannot have windows`, {
      hint: 'Name a full Chrome or Chromium for --headed, or remove its path to search for one.',
    })
  }
  const driverName = isEdge(browser) ? 'msedgedriver' : 'chromedriver'
  const browserFolders = new Set([path.dirname(browser), path.dirname(realpathSync(browser))])
  const driver = findExecutable(driverName, [
    setting('option driverPath', driverPath),
    setting('CHROMEDRIVER_PATH', env['CHROMEDRIVER_PATH']),
    {
      name: 'the folder of the browser',
      paths: [...browserFolders].map((folder) => path.join(folder, driverName + exe)),
    },
    onPath(env, [driverName], exe),
    ...(driverName === 'chromedriver'
      ? [{ name: 'the cache of Puppeteer', paths: cachedDrivers(env, browser) }]
      : []),
  ])
  return { browserPath: browser, driverPath: driver }
}

/** Whether a browser or a driver is Edge's. Edge works with its own driver only. */
export function isEdge(file: string): boolean {
  return /edge/i.test(path.basename(file))
}

/** What to say of a browser without windows that costs more than it must; undefined for a headless shell. */
export function slowBrowserNotice(file: string): string | undefined {
  if (isHeadlessShell(file)) return undefined
  return `Uses the full browser ${file}, which needs about three times the CPU of a headless shell. Download one: npx loadero-test browsers install`
}

function isHeadlessShell(file: string): boolean {
  return /headless[_-]shell/i.test(path.basename(file))
}

interface SearchLocation {
  readonly name: string
  readonly paths: readonly string[]
  /** The user named this path, so the search does not go on without it. */
  readonly isRequired?: boolean
}

function setting(name: string, file: string | undefined): SearchLocation {
  return file ? { name, paths: [path.resolve(file)], isRequired: true } : { name, paths: [] }
}

function onPath(env: Env, names: readonly string[], exe: string): SearchLocation {
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(path.delimiter).filter(Boolean)
  const paths = names.flatMap((name) => folders.map((folder) => path.resolve(folder, name + exe)))
  return { name: `PATH (${names.join(', ')})`, paths }
}

function findExecutable(kind: keyof typeof installHints, locations: readonly SearchLocation[]): string {
  for (const { name, paths, isRequired } of locations) {
    const found = paths.find((file) => {
      try {
        accessSync(file, constants.X_OK)
        return statSync(file).isFile()
      } catch {
        return false
      }
    })
    if (found) return found
    if (isRequired) {
      throw new EngineError(`No ${kind} at ${paths.join(', ')}, the value of ${name}.`, {
        hint: `Correct ${name}, or remove it to search the usual places.`,
      })
    }
  }
  const names = locations.map(({ name }) => name).join('; ')
  throw new EngineError(`No ${kind} found. Searched: ${names}.`, {
    hint: installHints[kind](),
  })
}

const installHints = {
  browser: installHint,
  chromedriver: installHint,
  msedgedriver: () =>
    'Download the driver for your version of Edge from https://developer.microsoft.com/microsoft-edge/tools/webdriver/',
}
