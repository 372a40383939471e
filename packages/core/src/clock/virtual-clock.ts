import type { Clock } from './clock.js'

interface Sleeper {
  readonly due: number
  readonly wake: () => void
}

/** A clock of its own that jumps to the next sleeper whenever nothing else is under way. */
export interface VirtualClock extends Clock {
  /** Moves time on by hand and wakes whoever is due. */
  advance(ms: number): void
}

/**
 * Virtual time: an hour of polling takes no time, and always in the same order.
 * @param start Unix milliseconds at which the clock begins.
 */
export function virtualClock(start = Date.UTC(2026, 0, 1)): VirtualClock {
  let now = start
  let held = 0
  let scheduled = false
  const sleepers: Sleeper[] = []

  const wakeNext = () => {
    scheduled = false
    const next = sleepers[0]
    if (held > 0 || next === undefined) return
    sleepers.shift()
    now = Math.max(now, next.due)
    next.wake()
    schedule()
  }
  // Two turns of the event loop let everything settle that needs no time, file and stream callbacks included.
  const schedule = () => {
    if (scheduled || held > 0 || sleepers.length === 0) return
    scheduled = true
    setImmediate(() => setImmediate(wakeNext))
  }
  const add = (sleeper: Sleeper) => {
    const later = sleepers.findIndex((other) => other.due > sleeper.due)
    sleepers.splice(later === -1 ? sleepers.length : later, 0, sleeper)
    schedule()
  }
  const remove = (sleeper: Sleeper) => {
    const index = sleepers.indexOf(sleeper)
    if (index !== -1) sleepers.splice(index, 1)
  }

  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason as Error)
        const abort = () => {
          remove(sleeper)
          reject(signal?.reason as Error)
        }
        const sleeper: Sleeper = {
          due: now + Math.max(0, ms),
          wake: () => {
            signal?.removeEventListener('abort', abort)
            resolve()
          },
        }
        signal?.addEventListener('abort', abort, { once: true })
        add(sleeper)
      }),
    during: async (work) => {
      held++
      try {
        return await work()
      } finally {
        held--
        schedule()
      }
    },
    advance: (ms) => {
      now += ms
      while (sleepers[0] !== undefined && sleepers[0].due <= now) sleepers.shift()?.wake()
    },
  }
}
