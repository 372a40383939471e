import type { TestMode } from '@loadero-test/core'

/** How many participants of each mode may run at a time. A mode that is not named has no limit. */
export type RunCapacity = Readonly<Partial<Record<TestMode, number>>>

export interface Queues {
  /** Whether the capacity of the mode is enough for so many participants. */
  fits(mode: TestMode, participants: number): boolean
  /**
   * Resolves when there is room for all participants and all earlier runs have started, with a function that frees
   * the room again. Rejects when the signal aborts.
   */
  enter(mode: TestMode, participants: number, signal: AbortSignal): Promise<() => void>
}

/** One queue for each mode, first in, first out: a big run blocks the small ones behind it. */
export function createQueues(capacity: RunCapacity): Queues {
  const queues = new Map<TestMode, ReturnType<typeof createQueue>>()
  const capacityOf = (mode: TestMode) => capacity[mode] ?? Infinity
  return {
    fits: (mode, participants) => participants <= capacityOf(mode),
    enter: (mode, participants, signal) => {
      const queue = queues.get(mode) ?? createQueue(capacityOf(mode))
      queues.set(mode, queue)
      return queue(participants, signal)
    },
  }
}

function createQueue(capacity: number) {
  let used = 0
  const waiting: { readonly size: number; readonly start: () => void }[] = []
  const startNext = () => {
    for (let first = waiting[0]; first && used + first.size <= capacity; first = waiting[0]) {
      waiting.shift()
      used += first.size
      first.start()
    }
  }
  return (size: number, signal: AbortSignal): Promise<() => void> =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted()
      const leave = () => {
        waiting.splice(waiting.indexOf(entry), 1)
        startNext()
        reject(signal.reason as Error)
      }
      const entry = {
        size,
        start: () => {
          signal.removeEventListener('abort', leave)
          resolve(() => {
            used -= size
            startNext()
          })
        },
      }
      signal.addEventListener('abort', leave, { once: true })
      waiting.push(entry)
      startNext()
    })
}
