import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { EngineError } from '../process/errors.js'
import { browsersFolder, fixedBrowsers } from './browser-paths.js'
import { findBrowser, slowBrowserNotice } from './find-browser.js'
import { installHint } from './install-hint.js'

let home: string
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'loadero-test-'))
})
afterEach(() => rmSync(home, { recursive: true }))

/** Creates an executable below the home directory, the only folder that is searched. */
function install(...parts: string[]): string {
  const file = path.join(home, ...parts)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, '')
  chmodSync(file, 0o755)
  return file
}

function createEnv(more: object = {}) {
  return { HOME: home, PATH: path.join(home, 'bin'), ...more }
}

describe('finding a browser', () => {
  test('prefers a headless shell on the PATH', () => {
    install('bin', 'chromium')
    const browserPath = install('bin', 'chromium-headless-shell')
    const driverPath = install('bin', 'chromedriver')
    expect(findBrowser({ env: createEnv() })).toEqual({ browserPath, driverPath })
  })

  test('finds no headless shell for a browser with windows', () => {
    const shell = install('bin', 'chromium-headless-shell')
    const driverPath = install('bin', 'chromedriver')
    install('.cache/ms-playwright/chromium_headless_shell-1200/x/headless_shell')
    expect(() => findBrowser({ env: createEnv(), headed: true }, 'linux')).toThrow('No browser found')
    const browserPath = install('.cache/ms-playwright/chromium-1200/x/chrome')
    expect(findBrowser({ env: createEnv(), headed: true })).toEqual({ browserPath, driverPath })
    expect(() => findBrowser({ env: createEnv(), browserPath: shell, headed: true })).toThrow(
      'is a headless shell and cannot have windows',
    )
  })

  test("picks the newest version in Puppeteer's cache", () => {
    install('.cache/puppeteer/chrome-headless-shell/linux-99.0.1/x/chrome-headless-shell')
    const browserPath = install(
      '.cache/puppeteer/chrome-headless-shell/linux-131.0.1/x/chrome-headless-shell',
    )
    const driverPath = install('.cache/puppeteer/chromedriver/linux-131.0.1/x/chromedriver')
    expect(findBrowser({ env: createEnv() })).toEqual({ browserPath, driverPath })
  })

  test("prefers the driver in the browser's folder", () => {
    const browserPath = install('.cache/ms-playwright/chromium_headless_shell-1200/x/headless_shell')
    const driverPath = install('.cache/ms-playwright/chromium_headless_shell-1200/x/chromedriver')
    install('bin', 'chromedriver')
    expect(findBrowser({ env: createEnv() })).toEqual({ browserPath, driverPath })
  })

  test.each([
    ['linux', ['bin', 'microsoft-edge-stable'], ['bin', 'msedgedriver']],
    ['darwin', ['Applications', 'Microsoft Edge.app/Contents/MacOS/Microsoft Edge'], ['bin', 'msedgedriver']],
    [
      'win32',
      ['Local', 'Microsoft/Edge/Application/msedge.exe'],
      ['Local', 'Microsoft/Edge/Application/msedgedriver.exe'],
    ],
  ] as const)('uses Edge on %s only with its own driver', (platform, browser, driver) => {
    const env = createEnv({ LOCALAPPDATA: path.join(home, 'Local') })
    const browserPath = install(...browser)
    for (const name of ['chromedriver', 'chromedriver.exe']) install('bin', name)
    const problem = catchEngineError(() => findBrowser({ env }, platform))
    expect([problem.message, problem.hint]).toMatchSnapshot()
    const driverPath = install(...driver)
    expect(findBrowser({ env }, platform)).toEqual({ browserPath, driverPath })
  })

  test('prefers the option to the environment', () => {
    install('bin', 'chromium')
    install('bin', 'chromedriver')
    const [fromOption, fromEnv, driver] = [install('option'), install('env'), install('driver')]
    const env = createEnv({ CHROME_PATH: fromEnv, CHROMEDRIVER_PATH: driver })
    expect(findBrowser({ env })).toEqual({ browserPath: fromEnv, driverPath: driver })
    expect(findBrowser({ env, browserPath: fromOption })).toMatchObject({ browserPath: fromOption })
  })

  test('prefers what browsers install has installed', () => {
    install('bin', 'chromium')
    const systemDriver = install('bin', 'chromedriver')
    const folder = ['.cache', 'loadero-test', 'browsers']
    const nameOf = (directory: string) => directory.replace(/@.*/, '')
    const pair = (directory: string, platform: string) => ({
      browserPath: install(...folder, directory, `${nameOf(directory)}-${platform}`, nameOf(directory)),
      driverPath: install(...folder, directory, `chromedriver-${platform}`, 'chromedriver'),
    })
    const chrome = pair('chrome@150.0.1.1', 'linux64')
    expect(findBrowser({ env: createEnv() }, 'linux')).toEqual(chrome)
    pair('chrome-headless-shell@99.0.1.1', 'linux64')
    const shell = pair('chrome-headless-shell@131.0.1.1', 'linux64')
    expect(findBrowser({ env: createEnv() }, 'linux')).toEqual(shell)
    // Without a driver, an installation is not complete.
    install(
      ...folder,
      'chrome-headless-shell@140.0.1.1',
      'chrome-headless-shell-linux64',
      'chrome-headless-shell',
    )
    expect(findBrowser({ env: createEnv() }, 'linux')).toEqual(shell)
    expect(findBrowser({ env: createEnv(), headed: true }, 'linux')).toEqual(chrome)
    const named = install('named')
    expect(findBrowser({ env: createEnv({ CHROME_PATH: named }) }, 'linux')).toEqual({
      browserPath: named,
      driverPath: systemDriver,
    })
    const elsewhere = createEnv({ LOADERO_BROWSERS_PATH: path.join(home, 'empty') })
    expect(findBrowser({ env: elsewhere }, 'linux').driverPath).toBe(systemDriver)
  })

  test.each([
    ['linux', {}, '.cache/loadero-test/browsers'],
    ['linux', { XDG_CACHE_HOME: '/cache' }, '/cache/loadero-test/browsers'],
    ['darwin', {}, 'Library/Caches/loadero-test/browsers'],
    ['win32', { LOCALAPPDATA: '/local' }, '/local/loadero-test/browsers'],
    ['linux', { LOADERO_BROWSERS_PATH: '/shared' }, '/shared'],
  ] as const)('keeps installed browsers of %s in its cache', (platform, env, folder) => {
    expect(browsersFolder(createEnv(env), platform)).toBe(path.resolve(home, folder))
  })

  test('prefers the cached driver of the version of the browser', () => {
    const cache = '.cache/puppeteer'
    const browserPath = install(cache, 'chrome-headless-shell/linux-131.0.1/x/chrome-headless-shell')
    const driverPath = install(cache, 'chromedriver/linux-131.0.1/x/chromedriver')
    install(cache, 'chromedriver/linux-140.0.1/x/chromedriver')
    expect(findBrowser({ env: createEnv() })).toEqual({ browserPath, driverPath })
  })

  test('does not replace a path that the user named', () => {
    install('bin', 'chromium')
    const find = () => findBrowser({ env: createEnv({ CHROME_PATH: '/no/such/browser' }) })
    expect(find).toThrowErrorMatchingInlineSnapshot(`
      [EngineError: No browser at /no/such/browser, the value of CHROME_PATH.]
        Correct CHROME_PATH, or remove it to search the usual places.
    `)
  })

  test('lists the searched places and how to install', () => {
    install('bin', 'chromium')
    const problem = catchEngineError(() => findBrowser({ env: createEnv() }, 'linux'))
    expect(problem.message).toMatchInlineSnapshot(
      `"No chromedriver found. Searched: option driverPath; CHROMEDRIVER_PATH; the folder of the browser; PATH (chromedriver); the cache of Puppeteer."`,
    )
    expect(problem.hint).toBe(installHint())
  })

  test('searches the usual folders of macOS and Windows', () => {
    expect(fixedBrowsers(createEnv(), 'darwin')).toContain(
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    )
    const [chrome] = fixedBrowsers({ PROGRAMFILES: 'C:/Program Files' }, 'win32')
    expect(chrome).toMatch(/^C:.Program Files.Google.Chrome.Application.chrome\.exe$/)
  })
})

function catchEngineError(run: () => unknown): EngineError {
  try {
    run()
  } catch (error) {
    if (error instanceof EngineError) return error
  }
  throw new Error('there was no EngineError')
}

test.each([
  ['/usr/bin/chromium-headless-shell', false],
  ['/cache/chrome-headless-shell-linux64/chrome-headless-shell', false],
  ['/cache/chromium_headless_shell-1200/chrome-linux/headless_shell', false],
  ['/usr/bin/chromium', true],
  ['/opt/google/chrome/chrome', true],
  ['/usr/bin/microsoft-edge', true],
])('says whether a full browser is used: %s', (file, isSlow) => {
  expect(slowBrowserNotice(file)?.includes(file) ?? false).toBe(isSlow)
})
