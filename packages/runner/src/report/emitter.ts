import { errorMessage } from '@loadero-test/core/internal'
import type { Summary } from '../model/session.js'
import type { Awaitable, Reporter, ReporterEvent } from './reporter.js'

export interface Emitter {
  readonly emit: <E extends ReporterEvent>(event: E, ...args: Parameters<NonNullable<Reporter[E]>>) => void
  /** Resolves when every reporter has handled all events or has timed out. Returns the errors, one line each. */
  readonly settled: () => Promise<readonly string[]>
}

/** An upload may be slow, but a reporter must not block the session. */
const defaultTimeoutMs = 30_000

/**
 * Sends each reporter its events in order, one at a time. An error of one reporter does not affect the others. A
 * reporter that does not finish an event within the timeout gets no more events.
 */
export function createEmitter(reporters: readonly Reporter[], timeoutMs = defaultTimeoutMs): Emitter {
  const errors = new Set<string>()
  const queues = new Map(reporters.map((reporter) => [reporter, Promise.resolve()]))
  const timedOut = new Set<Reporter>()
  const handle = async (reporter: Reporter, event: ReporterEvent, args: readonly unknown[]) => {
    const listener = reporter[event] as ((...values: readonly unknown[]) => Awaitable<void>) | undefined
    if (listener === undefined || timedOut.has(reporter)) return
    try {
      if (await finishesWithin(timeoutMs, async () => listener.apply(reporter, [...args]))) return
      timedOut.add(reporter)
      errors.add(`reporter ${reporter.name} did not finish ${event} within ${timeoutMs / 1_000} s`)
    } catch (error) {
      errors.add(`reporter ${reporter.name} failed: ${errorMessage(error)}`)
    }
  }
  return {
    emit: (event, ...args) => {
      for (const [reporter, queue] of queues) {
        queues.set(
          reporter,
          queue.then(() => handle(reporter, event, args)),
        )
      }
    },
    settled: async () => {
      await Promise.all(queues.values())
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
