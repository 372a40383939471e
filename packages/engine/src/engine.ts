import { availableParallelism } from 'node:os'
import type { Engine } from '@loadero-test/server'
import pLimit from 'p-limit'
import type { FindOptions } from './browser/find-browser.js'
import { gridPlace } from './places/grid/grid-place.js'
import { localPlace } from './places/local-place.js'
import { startMailServer } from './mail/mail-server.js'
import { runParticipantScript } from './participant/participant.js'
import type { BrowserPlace } from './participant/place.js'
import { createConcurrencyLimiter } from './participant/concurrency-limiter.js'
import type { EngineSetting } from './process/setting.js'
import { startWatchdog } from './process/watchdog.js'
import { makeWorkRoot } from './process/workspace.js'

/** `env` is the whole environment that the engine sees; none of it reaches a script. */
export interface EngineOptions extends FindOptions {
  /** On 127.0.0.1, for messages to participants; without it they have no mailboxes. 0 is any free port. */
  readonly mailPort?: number | undefined
  /** A Selenium Grid, or another WebDriver endpoint, whose browsers play in place of this machine's. */
  readonly grid?: URL | undefined
}

export interface BrowserEngine extends Engine {
  /** How many participants it plays at a time; undefined where its grid does not say. */
  readonly capacity: number | undefined
  /** Where the app under test has to send its mail; absent without a `mailPort`. */
  readonly mailUrl?: string
}

/**
 * Finds a browser and starts it once, so that a machine or grid which cannot play says so before any run does.
 * Throws an `EngineError` with a hint when there is no browser or driver, they do not work together, the grid has none
 * for us, or the mail port is taken.
 */
export async function createBrowserEngine(options: EngineOptions): Promise<BrowserEngine> {
  const { env, mailPort } = options
  const workRoot = makeWorkRoot()
  const watchdog = startWatchdog(workRoot)
  const setting = { env, watchdog, workRoot }
  const prepare = async () => ({
    place: await placeOf(options, setting),
    mail: mailPort === undefined ? undefined : await startMailServer(mailPort),
  })
  const { place, mail } = await prepare().catch(async (error: unknown) => {
    await watchdog.close()
    throw error
  })
  const startGate = pLimit(Math.max(2, availableParallelism()))
  const seats = createConcurrencyLimiter(place.capacity ?? Infinity)
  const equipment = { ...setting, place, startGate, seats, office: mail?.office }
  const closing = new AbortController()
  const playing = new Set<Promise<unknown>>()

  return {
    resolveBrowser: (requested) => (requested.startsWith('chrome') ? `chrome${place.major}` : requested),
    capacity: place.capacity,
    ...(mail && { mailUrl: mail.url }),
    execute(job, cues) {
      const signal = AbortSignal.any([cues.signal, closing.signal])
      const outcome = runParticipantScript(job, { ...cues, signal }, equipment)
      playing.add(outcome)
      return outcome.finally(() => playing.delete(outcome))
    },
    async close() {
      closing.abort()
      await Promise.allSettled(playing)
      await mail?.close()
      await watchdog.close()
    },
  }
}

function placeOf({ grid, ...options }: EngineOptions, setting: EngineSetting): Promise<BrowserPlace> {
  return grid ? gridPlace(grid) : localPlace(options, setting)
}
