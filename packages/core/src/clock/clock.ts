import { setTimeout as delay } from 'node:timers/promises'

/** The only source of time for client, session and local server, so that tests can hand in their own. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number
  /** Resolves after `ms` milliseconds; rejects with the signal's reason as soon as it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /**
   * Runs work that takes no time of its own on this clock, e.g. a request over a socket.
   * A virtual clock stands still meanwhile; the system's does not care.
   */
  during<T>(work: () => Promise<T>): Promise<T>
}

export const systemClock: Clock = {
  now: Date.now,
  sleep: async (ms, signal) => {
    try {
      await delay(ms, undefined, signal && { signal })
    } catch (error) {
      signal?.throwIfAborted()
      throw error
    }
  },
  during: (work) => work(),
}
