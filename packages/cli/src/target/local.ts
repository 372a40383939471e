import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { type Clock, systemClock, virtualClock } from '@loadero-test/core'
import type { EngineOptions } from '@loadero-test/engine'
import { UserError } from '@loadero-test/runner/errors'
import type { Engine } from '@loadero-test/server'
import type { Environment } from '../config/config.js'
import { shownAddress } from '../options/option-values.js'

/** A local Loadero that is up, and what a client needs to reach it. */
export interface LocalLoadero {
  readonly apiBase: string
  readonly projectId: number
  readonly accessToken: string
  /** How many participants play at a time; the others wait. Absent where none has to. */
  readonly capacity: number | undefined
  /** Where the app under test has to send its mail; absent where nobody takes any. */
  readonly mailUrl: string | undefined
  /** Stops what runs, with its browsers, then the server. */
  readonly close: () => Promise<void>
}

/** An engine, and what it can say of itself beforehand. */
type LocalPlayer = Engine & { readonly capacity?: number | undefined; readonly mailUrl?: string }

/** A clock, and an engine that lives by it; the engine itself is only made when there is something to run. */
export interface LocalEngine {
  readonly clock: Clock
  readonly create: () => Promise<LocalPlayer>
}

type BrowserChoice = Pick<EngineOptions, 'browserPath' | 'mailPort' | 'grid'>

/** What plays, in words. */
export function browsersOf({ grid }: Pick<BrowserChoice, 'grid'>): string {
  return grid ? `browsers of the grid at ${shownAddress(grid)}` : 'real browsers on this machine'
}

/** Real browsers in real time. */
export function browserEngine(env: Environment, { browserPath, mailPort, grid }: BrowserChoice): LocalEngine {
  return {
    clock: systemClock,
    create: async () => {
      const { createBrowserEngine, EngineError } = await import('@loadero-test/engine')
      try {
        return await createBrowserEngine({ env, browserPath, mailPort, grid })
      } catch (error) {
        if (error instanceof EngineError) throw new UserError('engine', error.message, error.hint)
        throw error
      }
    },
  }
}

/** Outcomes from a scenario file, in virtual time. */
export function simulatedEngine(scenarioFile: string): LocalEngine {
  const clock = virtualClock(Date.now())
  return {
    clock,
    create: async () => {
      const { parseScenario, scriptedEngine } = await import('@loadero-test/server')
      try {
        return scriptedEngine({
          clock,
          scenario: parseScenario(JSON.parse(await readFile(scenarioFile, 'utf8'))),
        })
      } catch (error) {
        throw new UserError(
          'usage',
          `scenario ${scenarioFile}: ${error instanceof Error ? error.message : String(error)}`,
        )
      }
    },
  }
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
    mailUrl: engine.mailUrl,
    close: async () => {
      await app.close()
      await listening.close()
    },
  }
}
