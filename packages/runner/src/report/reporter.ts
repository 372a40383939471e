import type { Attempt, Diagnostic, Notice, Progress, Summary, TestCase, TestResult } from '../model.js'

type Awaitable<T> = T | Promise<T>

/** Every method is optional; one call at a time. */
export interface Reporter {
  /** Names it in messages when it throws. */
  readonly name: string
  /** What it writes, to be told at the end: an absolute path. */
  readonly outputFile?: string
  onBegin?(tests: readonly TestCase[], diagnostics: readonly Diagnostic[]): Awaitable<void>
  onTestBegin?(test: TestCase): Awaitable<void>
  /** At each change of phase, and when the run's status changes. */
  onTestProgress?(test: TestCase, progress: Progress): Awaitable<void>
  /** An attempt that did not pass, and after which there is another. */
  onTestRetry?(test: TestCase, attempt: Attempt): Awaitable<void>
  onNotice?(notice: Notice): Awaitable<void>
  onTestEnd?(result: TestResult): Awaitable<void>
  onEnd?(summary: Summary): Awaitable<void>
}

type Event = Exclude<keyof Reporter, 'name' | 'outputFile'>

/** In the order in which they come first. */
export const reporterEvents = Object.keys({
  onBegin: true,
  onTestBegin: true,
  onTestProgress: true,
  onTestRetry: true,
  onNotice: true,
  onTestEnd: true,
  onEnd: true,
} satisfies Record<Event, true>) as readonly Event[]
type Arguments<E extends Event> = Parameters<NonNullable<Reporter[E]>>

export interface Emitter {
  emit<E extends Event>(event: E, ...args: Arguments<E>): void
  /** Resolves when everybody has handled everything; gives what went wrong in reporters, one line each. */
  settled(): Promise<readonly string[]>
}

/** Feeds reporters in the order of events. One that throws is named and the others go on. */
export const createEmitter = (reporters: readonly Reporter[]): Emitter => {
  const errors: string[] = []
  const queues = new Map(reporters.map((reporter) => [reporter, Promise.resolve()]))
  return {
    emit: (event, ...args) => {
      for (const [reporter, queue] of queues) {
        const handle = async () => {
          const listener = reporter[event] as ((...values: typeof args) => Awaitable<void>) | undefined
          try {
            await listener?.apply(reporter, args)
          } catch (error) {
            errors.push(
              `reporter ${reporter.name} failed: ${error instanceof Error ? error.message : String(error)}`,
            )
          }
        }
        queues.set(reporter, queue.then(handle))
      }
    },
    settled: async () => {
      await Promise.all(queues.values())
      return errors
    },
  }
}
