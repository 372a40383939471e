import type { ParticipantHooks } from '@loadero-test/server'

/** Limits how many participants run at a time, and how many more have a browser that waits. */
export interface ConcurrencyLimiter {
  readonly capacity: number
  /** Resolves when the participant's browser may start, and when the signal aborts the wait. */
  acquire(hooks: Pick<ParticipantHooks, 'onQueued' | 'signal'>): Promise<LimiterSlot>
}

export interface LimiterSlot {
  readonly waited: boolean
  /** Resolves when the script may start; never when the slot is released before. */
  readonly granted: Promise<void>
  release(): void
}

export interface LimiterOptions {
  readonly capacity: number
  /** How many of the participants that wait may have their browsers started. Default: 0 */
  readonly ahead?: number | undefined
}

/**
 * Grants slots in the order of the requests. A participant without `onQueued` gets a slot at once, even beyond the
 * capacity: a run starts when all of its participants are ready, so a silent wait for one of them would never end.
 */
export function createConcurrencyLimiter({ capacity, ahead = 0 }: LimiterOptions): ConcurrencyLimiter {
  interface Waiting {
    readonly prepare: () => void
    readonly grant: () => void
  }
  const queue = new Set<Waiting>()
  const running = new Set<Waiting>()
  const advance = () => {
    for (const next of queue) {
      if (running.size >= capacity) break
      queue.delete(next)
      running.add(next)
      next.prepare()
      next.grant()
    }
    for (const next of [...queue].slice(0, ahead)) next.prepare()
  }
  return {
    capacity,
    acquire({ onQueued, signal }) {
      const waited = running.size >= capacity && onQueued !== undefined
      if (waited) onQueued()
      return new Promise((resolve) => {
        let grant = () => {}
        const granted = new Promise<void>((onGrant) => (grant = onGrant))
        const release = () => {
          queue.delete(waiting)
          running.delete(waiting)
          advance()
        }
        const waiting = { grant, prepare: () => resolve({ waited, granted, release }) }
        if (waited) queue.add(waiting)
        else running.add(waiting)
        const onAbort = () => {
          // It gets no slot. Its browser, if there is one, ends with the participant.
          if (queue.delete(waiting)) waiting.prepare()
        }
        if (signal.aborted) onAbort()
        signal.addEventListener('abort', onAbort, { once: true })
        if (!waited) {
          waiting.prepare()
          grant()
        }
        advance()
      })
    },
  }
}
