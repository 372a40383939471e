import type { Awaitable, Reporter, ReporterEvent } from './reporter.js'

type Arguments<E extends ReporterEvent> = Parameters<NonNullable<Reporter[E]>>

export interface Emitter {
  readonly emit: <E extends ReporterEvent>(event: E, ...args: Arguments<E>) => void
  /** Resolves when everybody has handled everything, or was given up; gives what went wrong, one line each. */
  readonly settled: () => Promise<readonly string[]>
}

/** How long a reporter may take over one event: an upload may be slow, but no session waits for ever. */
const patienceMs = 30_000

/**
 * Feeds reporters in the order of events. One that throws is named, one that takes longer than the patience is named and
 * hears nothing any more, and the others go on.
 */
export function createEmitter(reporters: readonly Reporter[], waitMs = patienceMs): Emitter {
  const errors = new Set<string>()
  const queues = new Map(reporters.map((reporter) => [reporter, Promise.resolve()]))
  const stuck = new Set<Reporter>()
  const handle = async (reporter: Reporter, event: ReporterEvent, args: readonly unknown[]) => {
    const listener = reporter[event] as ((...values: readonly unknown[]) => Awaitable<void>) | undefined
    if (listener === undefined || stuck.has(reporter)) return
    try {
      const handled = await within(waitMs, async () => listener.apply(reporter, [...args]))
      if (handled) return
      stuck.add(reporter)
      errors.add(`reporter ${reporter.name} did not finish ${event} within ${waitMs / 1_000} s`)
    } catch (error) {
      errors.add(
        `reporter ${reporter.name} failed: ${error instanceof Error ? error.message : String(error)}`,
      )
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

/** Whether the work was done in time. */
async function within(ms: number, work: () => Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms)
  })
  try {
    return await Promise.race([work().then(() => true), late])
  } finally {
    clearTimeout(timer)
  }
}
