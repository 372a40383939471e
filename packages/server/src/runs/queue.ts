import type { TestMode } from '@loadero-test/core'

/** How many participants of a mode may run at a time; unlimited where nothing is said. */
export type RunCapacity = Readonly<Partial<Record<TestMode, number>>>

export interface Queues {
  /** Whether so many participants of the mode could ever run. */
  fits(mode: TestMode, participants: number): boolean
  /** Resolves when there is room and everybody before is in; what it resolves with makes room again. */
  enter(mode: TestMode, participants: number, signal: AbortSignal): Promise<() => void>
}

/** One queue for each mode, first in, first out: a big run blocks the small ones behind it. */
export function createQueues(capacity: RunCapacity): Queues {
  const lines = new Map<TestMode, ReturnType<typeof line>>()
  const capacityOf = (mode: TestMode) => capacity[mode] ?? Infinity
  const lineOf = (mode: TestMode) => {
    const known = lines.get(mode) ?? line(capacityOf(mode))
    lines.set(mode, known)
    return known
  }
  return {
    fits: (mode, participants) => participants <= capacityOf(mode),
    enter: (mode, participants, signal) => lineOf(mode)(participants, signal),
  }
}

interface Waiting {
  readonly size: number
  readonly admit: () => void
}

function line(capacity: number) {
  let taken = 0
  const waiting: Waiting[] = []
  const advance = () => {
    for (let first = waiting[0]; first && taken + first.size <= capacity; first = waiting[0]) {
      waiting.shift()
      taken += first.size
      first.admit()
    }
  }
  return (size: number, signal: AbortSignal): Promise<() => void> =>
    new Promise((resolve, reject) => {
      const leave = () => {
        waiting.splice(waiting.indexOf(one), 1)
        advance()
        reject(signal.reason as Error)
      }
      const one: Waiting = {
        size,
        admit: () => {
          signal.removeEventListener('abort', leave)
          resolve(() => {
            taken -= size
            advance()
          })
        },
      }
      signal.throwIfAborted()
      signal.addEventListener('abort', leave, { once: true })
      waiting.push(one)
      advance()
    })
}
