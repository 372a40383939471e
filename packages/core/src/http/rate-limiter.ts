import type { Clock } from '../clock/clock.js'

/** What a request is for; earlier ones go first when the budget is short. */
export const priorities = ['stop', 'launch', 'poll', 'results', 'write', 'artifact'] as const

export type Priority = (typeof priorities)[number]

/** One budget of requests, to be shared by whatever uses the same project. */
export interface RateLimiter {
  /** Resolves when the request may be sent; rejects when the signal aborts first. */
  acquire(priority: Priority, signal?: AbortSignal): Promise<void>
  /** Lets nothing through for `ms` milliseconds: the service asked for it. */
  pauseFor(ms: number): void
}

interface Waiting {
  readonly rank: number
  readonly go: () => void
}

/**
 * Spaces requests evenly. The service publishes no limit; its official Python client keeps to 4 a second.
 * @param perSecond requests in any second; `Infinity` for no limit.
 */
export function createRateLimiter(clock: Clock, perSecond = 4): RateLimiter {
  const gapMs = 1_000 / perSecond
  const queue: Waiting[] = []
  let nextAt = 0
  let serving = false

  const serve = async () => {
    serving = true
    while (queue.length > 0) {
      const waitMs = nextAt - clock.now()
      if (waitMs > 0) {
        await clock.sleep(waitMs)
        continue
      }
      nextAt = clock.now() + gapMs
      queue.shift()?.go()
    }
    serving = false
  }

  return {
    acquire: (priority, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason as Error)
        const rank = priorities.indexOf(priority)
        const abort = () => {
          queue.splice(queue.indexOf(waiting), 1)
          reject(signal?.reason as Error)
        }
        const waiting: Waiting = {
          rank,
          go: () => {
            signal?.removeEventListener('abort', abort)
            resolve()
          },
        }
        signal?.addEventListener('abort', abort, { once: true })
        const behind = queue.findIndex((other) => other.rank > rank)
        queue.splice(behind === -1 ? queue.length : behind, 0, waiting)
        if (!serving) void serve()
      }),
    pauseFor: (ms) => {
      nextAt = Math.max(nextAt, clock.now() + ms)
    },
  }
}
