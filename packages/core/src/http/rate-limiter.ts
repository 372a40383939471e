import type { Clock } from '../clock/clock.js'
import { onAbort } from '../shared/on-abort.js'

/** What a request is for. The first ones of the list are sent first. */
export const priorities = ['stop', 'launch', 'poll', 'results', 'write', 'artifact'] as const

export type Priority = (typeof priorities)[number]

/** Limits the requests per second of one client, or of several clients that share it. */
export interface RateLimiter {
  /** Resolves when the request may be sent; rejects when the signal is aborted before. */
  acquire(priority: Priority, signal?: AbortSignal): Promise<void>
  /** Sends nothing for `ms` milliseconds, as the service asks with `Retry-After`. */
  pauseFor(ms: number): void
}

const stopRank = priorities.indexOf('stop')

interface QueuedRequest {
  readonly rank: number
  readonly send: () => void
}

/** Stops are sent faster: a killed process has seconds to stop its runs. */
const maxStopsPerSecond = 20

/**
 * Spaces requests evenly. The service publishes no limit; its official Python client sends 4 requests per second.
 * @param perSecond the number of requests in any second; `Infinity` for no limit
 */
export function createRateLimiter(clock: Clock, perSecond = 4): RateLimiter {
  const intervalMs = 1_000 / perSecond
  const stopIntervalMs = Math.min(intervalMs, 1_000 / maxStopsPerSecond)
  const queue: QueuedRequest[] = []
  let nextMs = 0
  let nextStopMs = 0
  let isServing = false
  let pause = new AbortController()

  const serve = async () => {
    isServing = true
    while (queue.length > 0) {
      const waitMs = (queue[0]?.rank === stopRank ? nextStopMs : nextMs) - clock.now()
      if (waitMs > 0) {
        pause = new AbortController()
        await clock.sleep(waitMs, pause.signal).catch(() => undefined)
        continue
      }
      nextMs = Math.max(nextMs, clock.now() + intervalMs)
      nextStopMs = clock.now() + stopIntervalMs
      queue.shift()?.send()
    }
    isServing = false
  }

  return {
    acquire: (priority, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason as Error)
        const rank = priorities.indexOf(priority)
        const cancelAbort = onAbort(signal, () => {
          queue.splice(queue.indexOf(request), 1)
          reject(signal?.reason as Error)
        })
        const request: QueuedRequest = {
          rank,
          send: () => {
            cancelAbort()
            resolve()
          },
        }
        const next = queue.findIndex((other) => other.rank > rank)
        queue.splice(next === -1 ? queue.length : next, 0, request)
        if (!isServing) void serve()
        else if (queue[0] === request) pause.abort()
      }),
    pauseFor: (ms) => {
      nextMs = Math.max(nextMs, clock.now() + ms)
      nextStopMs = Math.max(nextStopMs, clock.now() + ms)
    },
  }
}
