import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { findBrowser } from './find-browser.js'
import { inspectBrowser } from './inspect.js'
import { hasBrowser } from '../../test/engine-context.js'

const folder = mkdtempSync(path.join(tmpdir(), 'inspect-'))
const watchdog = { guard() {}, release() {}, close: () => Promise.resolve() }
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.skipIf(!hasBrowser())('the inspection of a browser', () => {
  test('starts a browser once for each version', async () => {
    const real = findBrowser({ env: process.env })
    const browserPath = path.join(folder, 'browser')
    const starts = path.join(folder, 'starts')
    const countStarts = () => (existsSync(starts) ? readFileSync(starts, 'utf8').length : 0)
    /** A browser that counts its starts, and whose version reads `version`. */
    const writeBrowser = (version: string) => {
      const isVersion = `[ "$1" = --version ] && { ${version}; exit; }`
      writeFileSync(
        browserPath,
        `#!/bin/sh\n${isVersion}\nprintf x >> ${starts}\nexec ${real.browserPath} "$@"\n`,
      )
      chmodSync(browserPath, 0o755)
    }
    const inspect = async () => {
      const env = { PATH: process.env['PATH'], XDG_CACHE_HOME: path.join(folder, 'cache') }
      return inspectBrowser({ ...real, browserPath }, { env, watchdog, workRoot: folder })
    }
    writeBrowser('echo Chromium 1')
    const first = await inspect()
    expect(first.userAgent).toContain(`Chrome/${first.major}.`)
    expect(await inspect()).toEqual(first)
    expect(countStarts()).toBe(1)
    writeBrowser('echo Chromium 2')
    expect(await inspect()).toEqual(first)
    expect(countStarts()).toBe(2)
    writeBrowser('exit 1')
    expect(await inspect()).toEqual(first)
    expect(await inspect()).toEqual(first)
    expect(countStarts()).toBe(4)
  })
})
