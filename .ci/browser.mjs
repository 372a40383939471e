// Finds or installs a browser for tests. Needs the built engine.
import { spawnSync } from 'node:child_process'
import { findBrowser } from '../packages/engine/dist/index.js'

function find() {
  try {
    return { found: findBrowser({ env: process.env }) }
  } catch (error) {
    return { error }
  }
}

function canInstall() {
  return (
    process.platform === 'linux' &&
    process.getuid?.() === 0 &&
    spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0
  )
}

function aptGet(...args) {
  return (
    spawnSync('apt-get', args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0
  )
}

// The driver depends on the full Chromium, whose version the headless shell must have.
const debianPackages = ['chromium', 'chromium-driver', 'chromium-headless-shell']

/** Debian's full Chromium: it works, and costs about three times the CPU of a headless shell. */
function isFullChromium({ found }) {
  return found?.browserPath === '/usr/bin/chromium'
}

/** A browser that the environment names is not replaced. */
function isNamed({ CHROME_PATH, PUPPETEER_EXECUTABLE_PATH }) {
  return Boolean(CHROME_PATH || PUPPETEER_EXECUTABLE_PATH)
}

/**
 * Reports the browser of tests and demo. On Debian as root, installs the headless shell and its driver if there is no
 * browser or only the full Chromium; elsewhere reports what is missing.
 */
export function ensureBrowser(say) {
  let browser = find()
  if ((browser.error || isFullChromium(browser)) && !isNamed(process.env) && canInstall()) {
    say(`installing ${debianPackages.join(', ')} with apt-get`)
    if (aptGet('update', '-q')) aptGet('install', '-yq', '--no-install-recommends', ...debianPackages)
    browser = find()
  }
  if (browser.error) say(`no browser: ${browser.error.message}`)
  else say(`browser ${browser.found.browserPath}`)
  return browser.found !== undefined
}
