import { errorMessage } from '@loadero-test/core/internal'
import type { Summary } from '../model/session.js'
import type { Awaitable, Reporter, ReporterEvent } from './reporter.js'

export interface Emitter {
  readonly emit: <E extends ReporterEvent>(event: E, ...args: Parameters<NonNullable<Reporter[E]>>) => void
  /**
   * Resolves when no reporter is far behind, so that a slow reporter slows the session down instead of filling the
   * memory. Resolves at once when the signal aborts.
   */
  readonly ready: (signal: AbortSignal) => Promise<void>
  /** Resolves when every reporter has handled all events or has timed out. Returns the errors, one line each. */
  readonly settled: () => Promise<readonly string[]>
}

interface EmitterLimits {
  /** Of one event. An upload may be slow, but a reporter must not block the session. Default: 30 s. */
  readonly timeoutMs?: number
  /** A reporter with more unhandled events is far behind. Default: 1,000. */
  readonly maxUnhandled?: number
}

interface Queue {
  /** Of the last event. */
  handled: Promise<void>
  unhandled: number
  /** Called when the reporter is no longer far behind. */
  onReady: (() => void)[]
  hasTimedOut: boolean
}

/**
 * Sends each reporter its events in order, one at a time. An error of one reporter does not affect the others. A
 * reporter that does not finish an event within the timeout gets no more events. All limits are in real time, because
 * the work of a reporter is real in a simulated session, too.
 */
export function createEmitter(
  reporters: readonly Reporter[],
  { timeoutMs = 30_000, maxUnhandled = 1_000 }: EmitterLimits = {},
): Emitter {
  const errors = new Set<string>()
  const queues = new Map(
    reporters.map((reporter): [Reporter, Queue] => [
      reporter,
      { handled: Promise.resolve(), unhandled: 0, onReady: [], hasTimedOut: false },
    ]),
  )
  const handle = async (
    reporter: Reporter,
    queue: Queue,
    event: ReporterEvent,
    args: readonly unknown[],
  ): Promise<void> => {
    const listener = reporter[event] as ((...values: readonly unknown[]) => Awaitable<void>) | undefined
    try {
      if (listener === undefined || queue.hasTimedOut) return
      if (await finishesWithin(timeoutMs, async () => listener.apply(reporter, [...args]))) return
      queue.hasTimedOut = true
      errors.add(`reporter ${reporter.name} did not finish ${event} within ${timeoutMs / 1_000} s`)
    } catch (error) {
      errors.add(`reporter ${reporter.name} failed: ${errorMessage(error)}`)
    } finally {
      queue.unhandled--
      if (queue.unhandled <= maxUnhandled) for (const call of queue.onReady.splice(0)) call()
    }
  }
  return {
    emit: (event, ...args) => {
      for (const [reporter, queue] of queues) {
        queue.unhandled++
        queue.handled = queue.handled.then(() => handle(reporter, queue, event, args))
      }
    },
    ready: async (signal) => {
      const behind = [...queues.values()].filter(({ unhandled }) => unhandled > maxUnhandled)
      if (behind.length === 0 || signal.aborted) return
      const release = new AbortController()
      const aborted = new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve(), { signal: release.signal })
      })
      const caughtUp = behind.map(({ onReady }) => new Promise<void>((resolve) => onReady.push(resolve)))
      await Promise.race([aborted, Promise.all(caughtUp)])
      release.abort()
    },
    settled: async () => {
      await Promise.all([...queues.values()].map(({ handled }) => handled))
      return [...errors]
    },
  }
}

async function finishesWithin(timeoutMs: number, work: () => Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs)
  })
  try {
    return await Promise.race([work().then(() => true), timeout])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Reports a finished session: the results of its tests, then its end.
 * @returns the errors of reporters, one line each
 */
export async function replay(summary: Summary, reporters: readonly Reporter[]): Promise<readonly string[]> {
  const emitter = createEmitter(reporters)
  for (const result of summary.tests) emitter.emit('onTestEnd', result)
  emitter.emit('onEnd', summary)
  return emitter.settled()
}
