import { availableParallelism } from 'node:os'
import type { Engine } from '@loadero-test/server'
import pLimit from 'p-limit'
import { findBrowser, type FindOptions } from './find-browser.js'
import { inspect } from './inspect.js'
import { playParticipant } from './participant.js'
import { startWatchdog } from './watchdog.js'
import { makeWorkRoot } from './workspace.js'

/** `env` is the whole environment that the engine sees; none of it reaches a script. */
export type EngineOptions = FindOptions

/**
 * Finds a browser and starts it once, so that a machine which cannot play says so before any run does.
 * Throws an `EngineError` with a hint when there is no browser or driver, or they do not work together.
 */
export async function createBrowserEngine(options: EngineOptions): Promise<Engine> {
  const found = findBrowser(options)
  const { env } = options
  const workRoot = makeWorkRoot()
  const watchdog = startWatchdog(workRoot)
  const { major, userAgent } = await inspect(found, { env, watchdog, workRoot }).catch(
    async (error: unknown) => {
      await watchdog.close()
      throw error
    },
  )
  const startGate = pLimit(Math.max(2, availableParallelism()))
  const equipment = { ...found, userAgent, env, watchdog, workRoot, startGate }
  const closing = new AbortController()
  const playing = new Set<Promise<unknown>>()

  return {
    resolveBrowser: (requested) => (requested.startsWith('chrome') ? `chrome${major}` : requested),
    execute(job, cues) {
      const signal = AbortSignal.any([cues.signal, closing.signal])
      const outcome = playParticipant(job, { ready: () => cues.ready(), signal }, equipment)
      playing.add(outcome)
      return outcome.finally(() => playing.delete(outcome))
    },
    async close() {
      closing.abort()
      await Promise.allSettled(playing)
      await watchdog.close()
    },
  }
}
