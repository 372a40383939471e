import { onAbort } from '../shared/on-abort.js'
import type { Clock } from './clock.js'

/** A clock without real time: it jumps to the next sleeper as soon as no other work is in progress. */
export interface VirtualClock extends Clock {
  /** Moves the time forward and wakes every sleeper that is due. */
  advance(ms: number): void
}

interface Sleeper {
  readonly dueMs: number
  readonly wake: () => void
}

/**
 * An hour of polling takes no real time, and its events always come in the same order.
 * @param startMs Unix milliseconds at which the clock begins.
 */
export function virtualClock(startMs = Date.UTC(2026, 0, 1)): VirtualClock {
  const sleepers = createSleeperQueue()
  let nowMs = startMs
  let worksInProgress = 0
  let isScheduled = false

  const wakeNext = () => {
    isScheduled = false
    const next = worksInProgress > 0 ? undefined : sleepers.takeDue(Infinity)
    if (next === undefined) return
    nowMs = Math.max(nowMs, next.dueMs)
    next.wake()
    schedule()
  }
  // Two turns of the event loop complete all work that needs no time, callbacks of files and streams included.
  const schedule = () => {
    if (isScheduled || worksInProgress > 0 || sleepers.isEmpty()) return
    isScheduled = true
    setImmediate(() => setImmediate(wakeNext))
  }

  return {
    now: () => nowMs,
    sleep: (ms, signal) => {
      const sleeping = sleepers.sleepUntil(nowMs + Math.max(0, ms), signal)
      schedule()
      return sleeping
    },
    during: async (work) => {
      worksInProgress++
      try {
        return await work()
      } finally {
        worksInProgress--
        schedule()
      }
    },
    advance: (ms) => {
      nowMs += ms
      for (let due = sleepers.takeDue(nowMs); due !== undefined; due = sleepers.takeDue(nowMs)) due.wake()
    },
  }
}

/** Sleepers in the order of their due times. */
function createSleeperQueue() {
  const sleepers: Sleeper[] = []
  return {
    isEmpty: () => sleepers.length === 0,
    /** Removes and returns the first sleeper, if it is due by then. */
    takeDue: (byMs: number) =>
      sleepers[0] !== undefined && sleepers[0].dueMs <= byMs ? sleepers.shift() : undefined,
    sleepUntil: (dueMs: number, signal: AbortSignal | undefined) =>
      new Promise<void>((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason as Error)
        const cancelAbort = onAbort(signal, () => {
          const index = sleepers.indexOf(sleeper)
          if (index !== -1) sleepers.splice(index, 1)
          reject(signal?.reason as Error)
        })
        const sleeper: Sleeper = {
          dueMs,
          wake: () => {
            cancelAbort()
            resolve()
          },
        }
        const later = sleepers.findIndex((other) => other.dueMs > dueMs)
        sleepers.splice(later === -1 ? sleepers.length : later, 0, sleeper)
      }),
  }
}
