import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { EngineError } from '../process/errors.js'
import { fixedBrowsers } from './browser-paths.js'
import { findBrowser, installHint } from './find-browser.js'

let home: string
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'loadero-test-'))
})
afterEach(() => rmSync(home, { recursive: true }))

/** An executable below the home directory, which is all there is of the machine. */
function install(...parts: string[]): string {
  const file = path.join(home, ...parts)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, '')
  chmodSync(file, 0o755)
  return file
}

function machine(more: object = {}) {
  return { HOME: home, PATH: path.join(home, 'bin'), ...more }
}

describe('finding a browser', () => {
  test('prefers a headless shell on the PATH to a browser with a window', () => {
    install('bin', 'chromium')
    const browserPath = install('bin', 'chromium-headless-shell')
    const driverPath = install('bin', 'chromedriver')
    expect(findBrowser({ env: machine() })).toEqual({ browserPath, driverPath })
  })

  test('takes the newest of a cache, with the driver of another', () => {
    install('.cache/puppeteer/chrome-headless-shell/linux-99.0.1/x/chrome-headless-shell')
    const browserPath = install(
      '.cache/puppeteer/chrome-headless-shell/linux-131.0.1/x/chrome-headless-shell',
    )
    const driverPath = install('.cache/puppeteer/chromedriver/linux-131.0.1/x/chromedriver')
    expect(findBrowser({ env: machine() })).toEqual({ browserPath, driverPath })
  })

  test("knows Playwright's cache, and takes the driver beside the browser before that of the PATH", () => {
    const browserPath = install('.cache/ms-playwright/chromium_headless_shell-1200/x/headless_shell')
    const driverPath = install('.cache/ms-playwright/chromium_headless_shell-1200/x/chromedriver')
    install('bin', 'chromedriver')
    expect(findBrowser({ env: machine() })).toEqual({ browserPath, driverPath })
  })

  test.each([
    ['linux', ['bin', 'microsoft-edge-stable'], ['bin', 'msedgedriver']],
    ['darwin', ['Applications', 'Microsoft Edge.app/Contents/MacOS/Microsoft Edge'], ['bin', 'msedgedriver']],
    [
      'win32',
      ['Local', 'Microsoft/Edge/Application/msedge.exe'],
      ['Local', 'Microsoft/Edge/Application/msedgedriver.exe'],
    ],
  ] as const)(
    'takes Edge on %s where there is nothing else, with no other driver than its own',
    (platform, browser, driver) => {
      const env = machine({ LOCALAPPDATA: path.join(home, 'Local') })
      const browserPath = install(...browser)
      for (const name of ['chromedriver', 'chromedriver.exe']) install('bin', name)
      const problem = problemOf(() => findBrowser({ env }, platform))
      expect([problem.message, problem.hint]).toMatchSnapshot()
      const driverPath = install(...driver)
      expect(findBrowser({ env }, platform)).toEqual({ browserPath, driverPath })
    },
  )

  test('obeys the option, then the environment', () => {
    install('bin', 'chromium')
    install('bin', 'chromedriver')
    const [mine, theirs, driver] = [install('mine'), install('theirs'), install('driver')]
    const env = machine({ CHROME_PATH: theirs, CHROMEDRIVER_PATH: driver })
    expect(findBrowser({ env })).toEqual({ browserPath: theirs, driverPath: driver })
    expect(findBrowser({ env, browserPath: mine })).toMatchObject({ browserPath: mine })
  })

  test('does not fall back from a place that somebody named', () => {
    install('bin', 'chromium')
    const find = () => findBrowser({ env: machine({ CHROME_PATH: '/no/such/browser' }) })
    expect(find).toThrowErrorMatchingInlineSnapshot(`
      [EngineError: No browser at /no/such/browser, where CHROME_PATH says that it is.]
        Correct CHROME_PATH, or leave it out to have one looked for.
    `)
  })

  test('says what it tried and how to install what is missing', () => {
    install('bin', 'chromium')
    const problem = problemOf(() => findBrowser({ env: machine() }, 'linux'))
    expect(problem.message).toMatchInlineSnapshot(
      `"No chromedriver found. Tried: option driverPath; CHROMEDRIVER_PATH; beside the browser; PATH (chromedriver); the cache of Puppeteer."`,
    )
    expect(problem.hint).toBe(installHint('linux'))
    expect(installHint('linux')).toMatchInlineSnapshot(
      `"Debian: apt-get install chromium-headless-shell chromium-driver. Others: Download Chrome and its chromedriver from https://googlechromelabs.github.io/chrome-for-testing/"`,
    )
  })

  test('knows where macOS and Windows keep their browsers', () => {
    expect(fixedBrowsers(machine(), 'darwin')).toContain(
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    )
    const [chrome] = fixedBrowsers({ PROGRAMFILES: 'C:/Program Files' }, 'win32')
    expect(chrome).toMatch(/^C:.Program Files.Google.Chrome.Application.chrome\.exe$/)
  })
})

function problemOf(act: () => unknown): EngineError {
  try {
    act()
  } catch (error) {
    if (error instanceof EngineError) return error
  }
  throw new Error('there was no EngineError')
}
