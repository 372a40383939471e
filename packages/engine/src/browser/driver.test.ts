import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { attachCapabilities, type DriverProcess, startDriver } from './driver.js'
import { createProcessGroups } from '../process/process-groups.js'
import { startWatchdog } from '../process/watchdog.js'
import { makeWorkRoot, openWorkspace } from '../process/workspace.js'

/** Starts this shell script as the driver. */
function start(name: string, script: string): Promise<DriverProcess> {
  const folder = mkdtempSync(path.join(tmpdir(), 'loadero-test-'))
  const file = path.join(folder, name)
  writeFileSync(file, `#!/bin/sh\n${script}\n`)
  chmodSync(file, 0o755)
  const workRoot = makeWorkRoot()
  const watchdog = startWatchdog(workRoot)
  const groups = createProcessGroups(watchdog)
  onTestFinished(async () => {
    await groups.killAll()
    await watchdog.close()
    rmSync(folder, { recursive: true })
  })
  return startDriver(file, groups, openWorkspace(workRoot, process.env))
}

describe.skipIf(process.platform === 'win32')('a driver', () => {
  test.each([
    ['chromedriver', 'ChromeDriver was started successfully on port 4711.'],
    ['msedgedriver', 'Microsoft Edge WebDriver was started successfully on port 4711.'],
  ])('resolves with the port of %s', async (name, line) => {
    expect(await start(name, `echo "Starting"; echo "${line}"; exec sleep 60`)).toMatchObject({ port: 4711 })
  })

  test('rejects with the last line of a driver that ends', async () => {
    await expect(start('msedgedriver', 'echo "no room"; exit 3')).rejects.toThrowErrorMatchingInlineSnapshot(
      `[EngineError: msedgedriver did not start: it ended with 3. no room]`,
    )
  })

  test('attaches to a browser of its own vendor', () => {
    const debuggerAddress = '127.0.0.1:9000'
    expect(attachCapabilities('/usr/bin/chromedriver', 9_000)).toEqual({
      browserName: 'chrome',
      'goog:chromeOptions': { debuggerAddress },
    })
    expect(attachCapabilities('C:/Edge/msedgedriver.exe', 9_000)).toEqual({
      browserName: 'MicrosoftEdge',
      'ms:edgeOptions': { debuggerAddress },
    })
  })
})
