import { randomBytes } from 'node:crypto'
import { type Clock, systemClock } from '@loadero-test/core'
import { virtualClock } from '@loadero-test/core/internal'
import type { AuthorTools, EngineOptions } from '@loadero-test/engine'
import { UserError } from '@loadero-test/runner/errors'
import type { Engine } from '@loadero-test/server'
import { readJsonFile } from './read-json-file.js'
import type { Environment } from '../options/environment.js'
import { formatAddress } from '../options/value-types.js'
import { loadEngine } from '../project/load-engine.js'

/** A running local Loadero, and what a client needs to reach it. */
export interface LocalLoadero {
  readonly apiBase: string
  readonly projectId: number
  readonly accessToken: string
  /** Maximum number of concurrent participants; undefined without a limit. */
  readonly capacity: number | undefined
  /** Maximum number of concurrent participants in calls; undefined where it is unknown. */
  readonly callCapacity: number | undefined
  /** What the user should know of the browser; undefined without any. */
  readonly notice: string | undefined
  /** Where the app under test sends its mail; undefined when no mail is received. */
  readonly mailUrl: string | undefined
  /** Stops the runs with their browsers, then the server. */
  readonly close: () => Promise<void>
}

/** A clock and an engine that uses it. The engine is created when there is something to run. */
export interface LocalEngine {
  readonly clock: Clock
  readonly create: () => Promise<
    Engine & {
      readonly capacity?: number | undefined
      readonly callCapacity?: number | undefined
      readonly notice?: string
      readonly mailUrl?: string
    }
  >
}

type BrowserChoice = Pick<
  EngineOptions,
  'browserPath' | 'mailPort' | 'isolation' | 'grid' | 'gridCapabilities' | 'gridDevtools'
> &
  AuthorTools

export function describeBrowsers({ grid, isolation }: Pick<BrowserChoice, 'grid' | 'isolation'>): string {
  if (grid) return `browsers of the grid at ${formatAddress(grid)}`
  return `real browsers on this machine${isolation === 'context' ? ', which participants share' : ''}`
}

/** Real browsers in real time. */
export function createLocalBrowserEngine(env: Environment, choice: BrowserChoice): LocalEngine {
  return {
    clock: systemClock,
    create: async () => {
      const { createBrowserEngine, EngineError } = await loadEngine(env)
      try {
        return await createBrowserEngine({ ...choice, env })
      } catch (error) {
        if (error instanceof EngineError) throw new UserError('engine', error.message, error.hint)
        throw error
      }
    },
  }
}

/**
 * Outcomes from a scenario file, in virtual time.
 * @throws UserError with the problem of the file
 */
export async function createSimulatedEngine(scenarioFile: string): Promise<LocalEngine> {
  const { parseScenario, scriptedEngine } = await import('@loadero-test/server')
  const scenario = await readJsonFile(scenarioFile, '--simulate', parseScenario)
  const clock = virtualClock(Date.now())
  return { clock, create: () => Promise.resolve(scriptedEngine({ clock, scenario })) }
}

/** Starts the local Loadero on a loopback port, with a project and a token of its own. */
export async function startLocal({ clock, create }: LocalEngine): Promise<LocalLoadero> {
  const engine = await create()
  const { createApp, listen } = await import('@loadero-test/server')
  const projectId = 1
  const accessToken = randomBytes(16).toString('hex')
  const app = createApp({ clock, engine, projectId, accessToken })
  const listening = await listen({ app })
  return {
    apiBase: `${listening.url}/v2/`,
    projectId,
    accessToken,
    capacity: engine.capacity,
    callCapacity: engine.callCapacity,
    notice: engine.notice,
    mailUrl: engine.mailUrl,
    close: async () => {
      await app.close()
      await listening.close()
    },
  }
}
