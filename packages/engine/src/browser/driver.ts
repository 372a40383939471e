import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { errorMessage } from '@loadero-test/core/internal'
import { EngineError } from '../process/errors.js'
import { isEdge } from './find-browser.js'
import type { ProcessGroups } from '../process/process-groups.js'
import type { Workspace } from '../process/workspace.js'

const maxAttempts = 5

/**
 * Starts a chromedriver, or Edge's driver. Resolves with its port on 127.0.0.1.
 * @throws EngineError with its last line after five attempts
 */
export async function startDriver(
  driverPath: string,
  groups: ProcessGroups,
  workspace: Workspace,
): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(driverPath, groups, workspace)
    } catch (error) {
      // When many start at once, it sometimes reports "IPv4 port not available" for a port that it chose itself.
      if (attempt === maxAttempts)
        throw new EngineError(`${path.basename(driverPath)} did not start: ${errorMessage(error)}`)
      await sleep(20 + Math.random() * 80)
    }
  }
}

/** The capabilities that make a driver attach to the browser whose DevTools listen on this port of 127.0.0.1. */
export function attachCapabilities(driverPath: string, port: number): Readonly<Record<string, unknown>> {
  const [browserName, options] = isEdge(driverPath)
    ? ['MicrosoftEdge', 'ms:edgeOptions']
    : ['chrome', 'goog:chromeOptions']
  return { browserName, [options]: { debuggerAddress: `127.0.0.1:${port}` } }
}

function startOnce(driverPath: string, groups: ProcessGroups, workspace: Workspace): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = groups.spawn(driverPath, ['--port=0'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: workspace.env,
    })
    child.once('error', reject)
    let lastLine = ''
    child.once('exit', (code, signal) => reject(new Error(`it ended with ${signal ?? code}. ${lastLine}`)))
    if (!child.stdout) return
    createInterface(child.stdout).on('line', (line) => {
      lastLine = line
      const port = /started successfully on port (\d+)/.exec(line)?.[1]
      if (port) resolve(Number(port))
    })
  })
}
