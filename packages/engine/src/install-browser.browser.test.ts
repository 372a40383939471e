import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { strToU8, zipSync } from 'fflate'
import { expect, onTestFinished, test } from 'vitest'
import { findBrowser } from './browser/find-browser.js'
import { installBrowser } from './install-browser.js'

test.skipIf(process.platform !== 'linux' || process.arch !== 'x64')(
  'installs a browser that starts, once, for all runs',
  async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'install-browser-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const { browserPath, driverPath } = findBrowser({ env: process.env })
    // The archives of the mirror start the browser of this machine.
    const executables: Readonly<Record<string, string>> = {
      'chrome-headless-shell': browserPath,
      chromedriver: driverPath,
    }
    const requests: string[] = []
    const server = createServer((request, response) => {
      const [, part = ''] = /([a-z-]+)-linux64\.zip$/.exec(request.url ?? '') ?? []
      requests.push(part)
      const script = `#!/bin/sh\nexec '${executables[part] ?? ''}' "$@"\n`
      const attributes = { os: 3, attrs: 0o100_755 * 65_536 }
      response.end(zipSync({ [`${part}-linux64/${part}`]: [strToU8(script), attributes] }))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const browsers = path.join(folder, 'browsers')
    const env = { HOME: folder, PATH: process.env['PATH'], LOADERO_BROWSERS_PATH: browsers }
    const steps: string[] = []
    const install = () =>
      installBrowser({
        env,
        browser: 'chrome-headless-shell',
        version: '131.0.6778.108',
        mirror: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
        signal: AbortSignal.timeout(120_000),
        report: (step) => steps.push(step),
      })
    const target = path.join(browsers, 'chrome-headless-shell@131.0.6778.108')
    const installed = {
      browserPath: path.join(target, 'chrome-headless-shell-linux64', 'chrome-headless-shell'),
      driverPath: path.join(target, 'chromedriver-linux64', 'chromedriver'),
    }
    expect(await install()).toEqual(installed)
    expect(findBrowser({ env })).toEqual(installed)
    expect(readdirSync(browsers)).toEqual([path.basename(target)])
    expect(await install()).toEqual(installed)
    expect(requests).toEqual(['chromedriver', 'chrome-headless-shell'])
    expect(steps.at(-1)).toBe('chrome-headless-shell 131.0.6778.108 is already installed')
  },
)
