import { setTimeout as delay } from 'node:timers/promises'

/** The only source of time for the client, the session and the local server, so that tests can replace it. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /**
   * Runs work that takes no time on this clock, for example a request over a socket.
   * A virtual clock stops during the work; the system clock does not.
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
