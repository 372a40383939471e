import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import { cacheFolderOf } from '../process/cache-folder.js'
import type { Env } from '../process/workspace.js'

const shellNames = [
  'chrome-headless-shell',
  'headless_shell',
  'chrome-headless-shell.exe',
  'headless_shell.exe',
]
const chromeNames = [
  'chrome',
  'chrome.exe',
  'Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
  'Chromium.app/Contents/MacOS/Chromium',
]

const driverNames = ['chromedriver', 'chromedriver.exe']

/** What `loadero-test browsers install` can install, the best one first. */
export const installableBrowsers = ['chrome-headless-shell', 'chrome'] as const
export type InstallableBrowser = (typeof installableBrowsers)[number]

/** Browsers that Puppeteer and Playwright have downloaded, headless shells and new versions first. */
export function cachedBrowsers(env: Env): string[] {
  const puppeteer = puppeteerCache(env)
  const playwright = playwrightCache(env)
  return [
    ...expandPaths(puppeteer, ['chrome-headless-shell', '*', '*'], shellNames),
    ...expandPaths(playwright, ['chromium_headless_shell-*', '*'], shellNames),
    ...expandPaths(puppeteer, ['chrome', '*', '*'], chromeNames),
    ...expandPaths(playwright, ['chromium-*', '*'], chromeNames),
  ]
}

/** Chromedrivers that Puppeteer's installer has downloaded, that of the same version as the browser first. */
export function cachedDrivers(env: Env, browser: string): string[] {
  const version = `${path.sep}${path.basename(path.dirname(path.dirname(browser)))}${path.sep}`
  const drivers = expandPaths(puppeteerCache(env), ['chromedriver', '*', '*'], driverNames)
  return drivers.toSorted((a, b) => Number(b.includes(version)) - Number(a.includes(version)))
}

/** The folder of `loadero-test browsers install`: `LOADERO_BROWSERS_PATH`, or one in the user's cache. */
export function browsersFolder(env: Env, platform = process.platform): string {
  if (env['LOADERO_BROWSERS_PATH']) return path.resolve(env['LOADERO_BROWSERS_PATH'])
  return path.join(cacheFolderOf(env, platform), 'browsers')
}

/** What `loadero-test browsers install` has installed, with the drivers of the same versions: headless shells first. */
export function installedBrowsers(env: Env): { readonly browserPath: string; readonly driverPath: string }[] {
  return installableBrowsers.flatMap((browser) =>
    expandPaths(browsersFolder(env), [`${browser}@*`, `${browser}-*`], [...shellNames, ...chromeNames])
      .filter((browserPath) => existsSync(browserPath))
      .flatMap((browserPath) => {
        const [version = ''] = path.relative(browsersFolder(env), browserPath).split(path.sep)
        const folder = path.join(browsersFolder(env), version)
        const [driverPath] = expandPaths(folder, ['chromedriver-*'], driverNames).filter(existsSync)
        return driverPath === undefined ? [] : [{ browserPath, driverPath }]
      }),
  )
}

/** Where installers put browsers on systems that do not put them on the PATH. */
export function fixedBrowsers(env: Env, platform: NodeJS.Platform): string[] {
  if (platform === 'darwin') {
    const names = ['Google Chrome', 'Chromium', 'Microsoft Edge']
    return ['/Applications', path.join(homeOf(env), 'Applications')].flatMap((folder) =>
      names.map((name) => path.join(folder, `${name}.app/Contents/MacOS/${name}`)),
    )
  }
  if (platform === 'win32') {
    const roots = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']]
    const names = ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe']
    return roots.flatMap((root) => (root ? names.map((name) => path.join(root, name)) : []))
  }
  return []
}

function homeOf(env: Env) {
  return env['HOME'] ?? env['USERPROFILE'] ?? homedir()
}

function puppeteerCache(env: Env) {
  return env['PUPPETEER_CACHE_DIR'] ?? path.join(homeOf(env), '.cache/puppeteer')
}

function playwrightCache(env: Env): string {
  if (env['PLAYWRIGHT_BROWSERS_PATH']) return env['PLAYWRIGHT_BROWSERS_PATH']
  if (process.platform === 'darwin') return path.join(homeOf(env), 'Library/Caches/ms-playwright')
  if (process.platform === 'win32') return path.join(env['LOCALAPPDATA'] ?? homeOf(env), 'ms-playwright')
  return path.join(homeOf(env), '.cache/ms-playwright')
}

/** `names` in each folder that matches the patterns, one pattern for each level. The newest version comes first. */
function expandPaths(folder: string, patterns: readonly string[], names: readonly string[]): string[] {
  const [pattern, ...rest] = patterns
  if (pattern === undefined) return names.map((name) => path.join(folder, name))
  const isMatch = (name: string) =>
    pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern
  let found: string[] = []
  try {
    found = readdirSync(folder)
  } catch {
    // Nothing was installed there.
  }
  return found
    .filter(isMatch)
    .toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    .flatMap((name) => expandPaths(path.join(folder, name), rest, names))
}
