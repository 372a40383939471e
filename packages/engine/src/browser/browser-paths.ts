import { readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import type { Env } from '../process/env.js'

/** Browsers that Puppeteer and Playwright have downloaded for their own use, headless shells and new ones first. */
export function cachedBrowsers(env: Env): string[] {
  return [
    ...deep(puppeteerCache(env), ['chrome-headless-shell', '*', '*'], shellNames),
    ...deep(playwrightCache(env), ['chromium_headless_shell-*', '*'], shellNames),
    ...deep(puppeteerCache(env), ['chrome', '*', '*'], chromeNames),
    ...deep(playwrightCache(env), ['chromium-*', '*'], chromeNames),
  ]
}

/** Chromedrivers that Puppeteer's installer has downloaded. */
export function cachedDrivers(env: Env): string[] {
  return deep(puppeteerCache(env), ['chromedriver', '*', '*'], ['chromedriver', 'chromedriver.exe'])
}

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

/** Where installers put browsers on systems that do not put them on the PATH. */
export function fixedBrowsers(env: Env, platform: NodeJS.Platform): string[] {
  if (platform === 'darwin') {
    const names = ['Google Chrome', 'Chromium', 'Microsoft Edge']
    return ['/Applications', path.join(home(env), 'Applications')].flatMap((folder) =>
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

function home(env: Env) {
  return env['HOME'] ?? env['USERPROFILE'] ?? homedir()
}

function puppeteerCache(env: Env) {
  return env['PUPPETEER_CACHE_DIR'] ?? path.join(home(env), '.cache/puppeteer')
}

function playwrightCache(env: Env): string {
  if (env['PLAYWRIGHT_BROWSERS_PATH']) return env['PLAYWRIGHT_BROWSERS_PATH']
  if (process.platform === 'darwin') return path.join(home(env), 'Library/Caches/ms-playwright')
  if (process.platform === 'win32') return path.join(env['LOCALAPPDATA'] ?? home(env), 'ms-playwright')
  return path.join(home(env), '.cache/ms-playwright')
}

/** `names` in every folder that the patterns lead to, one pattern a level; the newest version first. */
function deep(folder: string, patterns: readonly string[], names: readonly string[]): string[] {
  const [pattern, ...rest] = patterns
  if (pattern === undefined) return names.map((name) => path.join(folder, name))
  return subfolders(folder)
    .filter((name) => pattern === '*' || pattern === name || matchesStem(pattern, name))
    .flatMap((name) => deep(path.join(folder, name), rest, names))
}

function matchesStem(pattern: string, name: string) {
  return pattern.endsWith('*') && name.startsWith(pattern.slice(0, -1))
}

function subfolders(folder: string): string[] {
  try {
    const newestFirst = (a: string, b: string) => b.localeCompare(a, 'en', { numeric: true })
    return readdirSync(folder).toSorted(newestFirst)
  } catch {
    return []
  }
}
