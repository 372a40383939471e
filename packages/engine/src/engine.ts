import { availableParallelism } from 'node:os'
import type { Engine } from '@loadero-test/server'
import pLimit from 'p-limit'
import type { FindBrowserOptions } from './browser/find-browser.js'
import { createLocalPlace, type Isolation } from './places/local-place.js'
import type { AuthorTools } from './participant/author-tools.js'
import { runParticipantScript } from './participant/participant.js'
import { createConcurrencyLimiter } from './participant/concurrency-limiter.js'
import { openHostSnapshot } from './script-host/host-snapshot.js'
import { EngineError } from './process/errors.js'
import { startWatchdog } from './process/watchdog.js'
import { makeWorkRoot } from './process/workspace.js'

/** `env` is the whole environment that the engine sees; none of it reaches a script. */
export interface EngineOptions extends FindBrowserOptions, AuthorTools {
  /** Port on 127.0.0.1 for mail to participants; 0 is any free port. Default: participants have no mailboxes. */
  readonly mailPort?: number | undefined
  /** What separates the participants on this machine. Not with a grid or `headed`. Default: `browser` */
  readonly isolation?: Isolation | undefined
  /** A Selenium Grid, or another WebDriver endpoint, whose browsers are used instead of this machine's. */
  readonly grid?: URL | undefined
  /** Capabilities of each session of the grid, such as `browserVersion` and the options of a vendor. Default: none. */
  readonly gridCapabilities?: Readonly<Record<string, unknown>> | undefined
  /**
   * Address of the DevTools of a session of the grid: `/devtools/{sessionId}`, or a whole `ws:` or `wss:` URL. Default:
   * the one of Selenium 4, or of a driver on this machine.
   */
  readonly gridDevtools?: string | undefined
}

export interface BrowserEngine extends Engine {
  /** How many participants run at a time; undefined where the grid does not say. */
  readonly capacity: number | undefined
  /** How many participants in calls give true numbers at a time; absent where it is unknown. */
  readonly callCapacity?: number
  /** What the user should know of the browser: `Uses the full browser …`, without the last full stop. */
  readonly notice?: string
  /** Where the app under test must send its mail; absent without a `mailPort`. */
  readonly mailUrl?: string
}

/**
 * Finds a browser and starts it once, so that a machine or grid which cannot run participants fails before any run.
 * @throws EngineError with a hint when there is no browser or driver, they do not work together, the grid has no Chrome
 * for us, or the mail port is in use
 */
export async function createBrowserEngine(options: EngineOptions): Promise<BrowserEngine> {
  const { env, mailPort, isolation, grid, gridCapabilities: capabilities, gridDevtools: devtools } = options
  if (isolation === 'context' && (grid || options.headed))
    throw new EngineError("isolation 'context' needs browsers of this machine without windows")
  const workRoot = makeWorkRoot()
  const watchdog = startWatchdog(workRoot)
  const processContext = { env, watchdog, workRoot }
  // Where participants share browsers, CPU is what limits their number, and elsewhere memory is.
  const hostSnapshot = openHostSnapshot(processContext, { withCompiledCode: isolation === 'context' })
  const prepare = async () => {
    // Few runs need these, and their packages are a third of what the engine loads.
    const openPlace = async (url: URL) => {
      const { createGridPlace } = await import('./places/grid/grid-place.js')
      return createGridPlace({ url, capabilities, devtools })
    }
    const openMail = async (port: number) => (await import('./mail/mail-server.js')).startMailServer(port)
    return {
      place: await (grid ? openPlace(grid) : createLocalPlace(options, processContext)),
      mail: mailPort === undefined ? undefined : await openMail(mailPort),
    }
  }
  const { place, mail } = await prepare().catch(async (error: unknown) => {
    await hostSnapshot.close()
    await watchdog.close()
    throw error
  })
  const context = {
    ...processContext,
    place,
    hostSnapshot,
    startGate: pLimit(Math.max(2, availableParallelism())),
    limiter: createConcurrencyLimiter({ capacity: place.capacity ?? Infinity, ahead: place.ahead }),
    mailRouter: mail?.router,
    author: options,
  }
  const closing = new AbortController()
  const running = new Set<Promise<unknown>>()

  return {
    resolveBrowser: (requested) => (requested.startsWith('chrome') ? `chrome${place.major}` : requested),
    capacity: place.capacity,
    ...(place.callCapacity !== undefined && { callCapacity: place.callCapacity }),
    ...(place.notice !== undefined && { notice: place.notice }),
    ...(mail && { mailUrl: mail.url }),
    execute(job, hooks) {
      const signal = AbortSignal.any([hooks.signal, closing.signal])
      const output = runParticipantScript(job, { ...hooks, signal }, context)
      running.add(output)
      return output.finally(() => running.delete(output))
    },
    async close() {
      closing.abort()
      await Promise.allSettled(running)
      await mail?.close()
      await hostSnapshot.close()
      await watchdog.close()
    },
  }
}
