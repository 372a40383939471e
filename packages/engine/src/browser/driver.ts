import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { errorMessage } from '@loadero-test/core/internal'
import { EngineError } from '../process/errors.js'
import { isEdge } from './find-browser.js'
import type { ProcessGroups } from '../process/process-groups.js'
import type { Workspace } from '../process/workspace.js'

const maxAttempts = 5

export interface DriverProcess {
  /** On 127.0.0.1. */
  readonly port: number
  /** Resolves when the driver has ended, with how: `SIGKILL`, or its exit code. */
  readonly ended: Promise<string>
}

/**
 * Starts a chromedriver, or Edge's driver.
 * @throws EngineError with its last line after five attempts
 */
export async function startDriver(
  driverPath: string,
  groups: ProcessGroups,
  workspace: Workspace,
): Promise<DriverProcess> {
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

function startOnce(driverPath: string, groups: ProcessGroups, workspace: Workspace): Promise<DriverProcess> {
  return new Promise((resolve, reject) => {
    const child = groups.spawn(driverPath, ['--port=0'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: workspace.env,
    })
    child.once('error', reject)
    let lastLine = ''
    const ended = new Promise<string>((onEnd) => {
      child.once('exit', (code, signal) => onEnd(String(signal ?? code)))
    })
    void ended.then((how) => reject(new Error(`it ended with ${how}. ${lastLine}`)))
    if (!child.stdout) return
    createInterface(child.stdout).on('line', (line) => {
      lastLine = line
      const port = /started successfully on port (\d+)/.exec(line)?.[1]
      if (port) resolve({ port: Number(port), ended })
    })
  })
}
