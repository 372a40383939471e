import type { ParticipantHooks } from '@loadero-test/server'

/** Limits how many participants run at a time. */
export interface ConcurrencyLimiter {
  readonly capacity: number
  /** Resolves when there is a free slot, and when the signal aborts the wait. */
  acquire(hooks: Pick<ParticipantHooks, 'onQueued' | 'signal'>): Promise<LimiterSlot>
}

export interface LimiterSlot {
  readonly waited: boolean
  release(): void
}

/**
 * Grants slots in the order of the requests. A participant without `onQueued` gets a slot at once, even beyond the
 * capacity: a run starts when all of its participants are ready, so a silent wait for one of them would never end.
 */
export function createConcurrencyLimiter(capacity: number): ConcurrencyLimiter {
  const queue = new Set<() => void>()
  let used = 0
  const release = () => {
    used--
    for (const next of queue) {
      if (used >= capacity) return
      queue.delete(next)
      used++
      next()
    }
  }
  return {
    capacity,
    async acquire({ onQueued, signal }) {
      if (used < capacity || !onQueued) {
        used++
        return { waited: false, release }
      }
      onQueued()
      return new Promise((resolve) => {
        const grant = () => resolve({ waited: true, release })
        const cancel = () => {
          if (queue.delete(grant)) resolve({ waited: true, release: () => {} })
        }
        queue.add(grant)
        if (signal.aborted) cancel()
        signal.addEventListener('abort', cancel, { once: true })
      })
    },
  }
}
