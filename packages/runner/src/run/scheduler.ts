import { bySize, isWithin, type Limits, type Load, nextToGo } from './turns.js'

export interface QueuedTurn {
  /** Whether it is bigger than a limit, and so goes alone. */
  readonly alone: boolean
  /** Makes room for others. */
  readonly leave: () => void
}

export interface PollOptions {
  readonly signal: AbortSignal
  /** How many turns away its own is, from 1; told at first and at each change. */
  readonly onPosition?: (position: number) => void
}

/** Lets tests go as the limits allow; see `nextToGo`. */
export interface Scheduler {
  /** Resolves when it may go; rejects with the reason of the signal, or of `close`. */
  enter(load: Load, options: PollOptions): Promise<QueuedTurn>
  /** Counts one that is under way already, whatever the limits say; gives what makes room. */
  occupy(load: Load): () => void
  /** Lets nobody go any more; the first reason counts. */
  close(reason: Error): void
  /** Why it was closed, if it was. */
  closedBy(): Error | undefined
}

interface Entry extends Load {
  passedBy: number
  position: number
  readonly onPosition: PollOptions['onPosition']
  readonly go: (turn: QueuedTurn) => void
  readonly reject: (reason: Error) => void
}

export function createScheduler(limits: Limits): Scheduler {
  const underWay = new Set<Load>()
  let waiting: Entry[] = []
  let due = false
  let closed: Error | undefined

  const occupy = (load: Load): (() => void) => {
    const own = { ...load }
    underWay.add(own)
    return () => {
      if (underWay.delete(own)) moveOn()
    }
  }

  const go = (index: number) => {
    const [entry] = waiting.splice(index, 1)
    for (const passed of waiting.slice(0, index)) passed.passedBy++
    entry?.go({ alone: !isWithin([entry], limits), leave: occupy(entry) })
  }

  const advance = () => {
    due = false
    const next = () => nextToGo(waiting, [...underWay], limits)
    for (let index = next(); index !== undefined; index = next()) go(index)
    for (const [index, entry] of waiting.entries()) {
      if (entry.position === index + 1) continue
      entry.position = index + 1
      entry.onPosition?.(entry.position)
    }
  }

  /** Whoever comes in the same moment is considered together: the biggest of all goes first, not the first to ask. */
  const moveOn = () => {
    if (due) return
    due = true
    queueMicrotask(advance)
  }

  const leaveQueue = (entry: Entry) => {
    waiting = waiting.filter((other) => other !== entry)
    moveOn()
  }

  return {
    occupy,
    closedBy: () => closed,
    enter: (load, { signal, onPosition }) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(closed)
        signal.throwIfAborted()
        const abort = () => {
          leaveQueue(entry)
          reject(signal.reason as Error)
        }
        const done = () => signal.removeEventListener('abort', abort)
        const entry: Entry = {
          ...load,
          passedBy: 0,
          position: 0,
          onPosition,
          go: (turn) => {
            done()
            resolve(turn)
          },
          reject: (reason) => {
            done()
            reject(reason)
          },
        }
        signal.addEventListener('abort', abort, { once: true })
        const behind = waiting.findIndex((other) => bySize(entry, other) < 0)
        waiting.splice(behind === -1 ? waiting.length : behind, 0, entry)
        moveOn()
      }),
    close: (reason) => {
      closed ??= reason
      for (const entry of waiting) entry.reject(reason)
      waiting = []
    },
  }
}
