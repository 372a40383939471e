// Makes sure that there is a browser to test with. Needs the built engine.
import { spawnSync } from 'node:child_process'
import { findBrowser } from '../packages/engine/dist/index.js'

const find = () => {
  try {
    return { found: findBrowser({ env: process.env }) }
  } catch (error) {
    return { error }
  }
}

const canInstall = () =>
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0

const aptGet = (...args) =>
  spawnSync('apt-get', args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }).status === 0

/** Says which browser there is, installs Debian's where that is possible, and says so when there is none. */
export const ensureBrowser = (say) => {
  let browser = find()
  if (browser.error && canInstall()) {
    say("no browser found: installing Debian's chromium and its driver with apt-get")
    if (aptGet('update', '-q'))
      aptGet('install', '-yq', '--no-install-recommends', 'chromium', 'chromium-driver')
    browser = find()
  }
  if (browser.error) say(`no browser: ${browser.error.message}`)
  else say(`browser ${browser.found.browserPath}`)
  return browser.found !== undefined
}
