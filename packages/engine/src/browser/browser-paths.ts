import { readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
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

/** Chromedrivers that Puppeteer's installer has downloaded. */
export function cachedDrivers(env: Env): string[] {
  return expandPaths(puppeteerCache(env), ['chromedriver', '*', '*'], ['chromedriver', 'chromedriver.exe'])
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
  return listFolder(folder)
    .filter(isMatch)
    .toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    .flatMap((name) => expandPaths(path.join(folder, name), rest, names))
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
