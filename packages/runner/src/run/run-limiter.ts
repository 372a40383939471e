import { compareSize, isWithinLimits, type Limits, type Load, nextToStart } from './queue-order.js'

export interface Slot {
  /** Whether the test is bigger than a limit, and so runs alone. */
  readonly alone: boolean
  readonly release: () => void
}

/** A test gets its position again when it is at this place of the queue or before it. */
export const maxReportedPosition = 2

export interface AcquireOptions {
  readonly signal: AbortSignal
  /**
   * Called with the place in the queue, from 1: at first, and at each change up to `maxReportedPosition`. Otherwise each
   * start would report all tests that wait.
   */
  readonly onPosition?: (position: number) => void
}

/** Lets tests start as the limits allow; see `nextToStart`. */
export interface RunLimiter {
  /** Resolves when the test may start. Rejects with the reason of the signal, or of `close`. */
  acquire(load: Load, options: AcquireOptions): Promise<Slot>
  /** Counts a run that is live already, regardless of the limits. Returns its release. */
  occupy(load: Load): () => void
  /** Starts nothing more. The first reason counts. */
  close(reason: Error): void
  /** The reason of `close`, if it was called. */
  closedBy(): Error | undefined
}

interface QueueEntry extends Load {
  overtakenBy: number
  position: number
  readonly onPosition: AcquireOptions['onPosition']
  readonly start: (slot: Slot) => void
  readonly reject: (reason: Error) => void
}

export function createRunLimiter(limits: Limits): RunLimiter {
  const queue = createQueue()
  const live = new Set<Load>()
  let isScheduled = false
  let closed: Error | undefined

  /** Tests that arrive at the same moment are considered together, so that the biggest starts first. */
  const schedule = () => {
    if (isScheduled) return
    isScheduled = true
    queueMicrotask(() => {
      isScheduled = false
      const next = () => nextToStart(queue.entries(), [...live], limits)
      for (let index = next(); index !== undefined; index = next()) {
        const entry = queue.take(index)
        entry?.start({ alone: !isWithinLimits([entry], limits), release: occupy(entry) })
      }
      queue.reportPositions()
    })
  }

  const occupy = (load: Load) => {
    const own = { ...load }
    live.add(own)
    return () => {
      if (live.delete(own)) schedule()
    }
  }

  return {
    occupy,
    closedBy: () => closed,
    acquire: async (load, { signal, onPosition }) => {
      if (closed) throw closed
      signal.throwIfAborted()
      const leaving = new AbortController()
      try {
        return await new Promise<Slot>((start, reject) => {
          const entry: QueueEntry = { ...load, overtakenBy: 0, position: 0, onPosition, start, reject }
          queue.add(entry)
          schedule()
          const abort = () => {
            queue.remove(entry)
            schedule()
            reject(signal.reason as Error)
          }
          signal.addEventListener('abort', abort, { signal: leaving.signal })
        })
      } finally {
        leaving.abort()
      }
    },
    close: (reason) => {
      closed ??= reason
      for (const entry of queue.clear()) entry.reject(reason)
    },
  }
}

/** The tests that wait, biggest first. */
function createQueue() {
  let waiting: QueueEntry[] = []
  return {
    entries: (): readonly QueueEntry[] => waiting,
    add: (entry: QueueEntry) => {
      const behind = waiting.findIndex((other) => compareSize(entry, other) < 0)
      waiting.splice(behind === -1 ? waiting.length : behind, 0, entry)
    },
    take: (index: number): QueueEntry | undefined => {
      const [entry] = waiting.splice(index, 1)
      for (const overtaken of waiting.slice(0, index)) overtaken.overtakenBy++
      return entry
    },
    remove: (entry: QueueEntry) => {
      waiting = waiting.filter((other) => other !== entry)
    },
    clear: (): readonly QueueEntry[] => waiting.splice(0),
    reportPositions: () => {
      for (const [index, entry] of waiting.entries()) {
        if (entry.position === index + 1) continue
        const isFirst = entry.position === 0
        entry.position = index + 1
        if (isFirst || index < maxReportedPosition) entry.onPosition?.(entry.position)
      }
    },
  }
}
