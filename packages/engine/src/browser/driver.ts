import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { EngineError, messageOf } from '../process/errors.js'
import { isEdge } from './find-browser.js'
import type { ProcessGroups } from '../process/process-groups.js'
import type { Workspace } from '../process/workspace.js'

export interface DriverOptions {
  readonly path: string
  readonly groups: ProcessGroups
  readonly workspace: Workspace
}

const attempts = 5

/** Starts a chromedriver, or Edge's, and resolves with its port on 127.0.0.1. */
export async function startDriver(options: DriverOptions): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(options)
    } catch (error) {
      // With many at once it sometimes says "IPv4 port not available", of a port that it chose itself.
      if (attempt === attempts)
        throw new EngineError(`${path.basename(options.path)} did not start: ${messageOf(error)}`)
      await sleep(20 + Math.random() * 80)
    }
  }
}

/** What is asked of a driver to have it attach to a browser that listens on this port of 127.0.0.1. */
export function attaching(driverPath: string, port: number): Readonly<Record<string, unknown>> {
  const [browserName, options] = isEdge(driverPath)
    ? ['MicrosoftEdge', 'ms:edgeOptions']
    : ['chrome', 'goog:chromeOptions']
  return { browserName, [options]: { debuggerAddress: `127.0.0.1:${port}` } }
}

function startOnce(options: DriverOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = options.groups.spawn(options.path, ['--port=0'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: options.workspace.env,
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
