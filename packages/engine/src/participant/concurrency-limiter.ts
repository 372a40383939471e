import type { ParticipantHooks } from '@loadero-test/server'

/** How many participants play at a time, and who waits. */
export interface ConcurrencyLimiter {
  readonly capacity: number
  /** Resolves when there is a seat, or when waiting for one is over because the signal aborts. */
  take(cues: Pick<ParticipantHooks, 'onQueued' | 'signal'>): Promise<LimiterSlot>
}

export interface LimiterSlot {
  readonly waited: boolean
  leave(): void
}

/**
 * Hands out seats in the order of asking. Whoever cannot say that it waits gets one at once, capacity or not:
 * a run starts when all of its participants stand, so a silent wait for one of them to end would never end.
 */
export function createConcurrencyLimiter(capacity: number): ConcurrencyLimiter {
  const queue = new Set<() => void>()
  let taken = 0
  const leave = () => {
    taken--
    for (const next of queue) {
      if (taken >= capacity) return
      queue.delete(next)
      taken++
      next()
    }
  }
  return {
    capacity,
    async take({ onQueued: queued, signal }) {
      if (taken < capacity || !queued) {
        taken++
        return { waited: false, leave }
      }
      queued()
      return new Promise((resolve) => {
        const sit = () => resolve({ waited: true, leave })
        const giveUp = () => {
          if (queue.delete(sit)) resolve({ waited: true, leave: () => {} })
        }
        queue.add(sit)
        if (signal.aborted) giveUp()
        signal.addEventListener('abort', giveUp, { once: true })
      })
    },
  }
}
