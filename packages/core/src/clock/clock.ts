import { onAbort } from '../shared/on-abort.js'
import { startTimer } from '../shared/timer.js'

/** The only source of time for the client, the session and the local server, so that tests can replace it. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number
  /** Resolves after any number of milliseconds; rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /**
   * Runs work that takes no time on this clock, for example a request over a socket.
   * A virtual clock stops during the work; the system clock does not.
   */
  during<T>(work: () => Promise<T>): Promise<T>
}

export const systemClock: Clock = {
  now: Date.now,
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error)
      const timer = startTimer(ms, () => {
        cancelAbort()
        resolve()
      })
      const cancelAbort = onAbort(signal, () => {
        timer.cancel()
        reject(signal?.reason as Error)
      })
    }),
  during: (work) => work(),
}
