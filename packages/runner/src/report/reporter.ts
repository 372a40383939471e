import type { TestAttempt, Diagnostic, Notice, Progress, Summary, TestCase, TestResult } from '../model/model.js'

export type Awaitable<T> = T | Promise<T>

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
  onTestRetry?(test: TestCase, attempt: TestAttempt): Awaitable<void>
  onNotice?(notice: Notice): Awaitable<void>
  onTestEnd?(result: TestResult): Awaitable<void>
  onEnd?(summary: Summary): Awaitable<void>
}

export type ReporterEvent = Exclude<keyof Reporter, 'name' | 'outputFile'>

/** In the order in which they come first. */
export const reporterEvents = Object.keys({
  onBegin: true,
  onTestBegin: true,
  onTestProgress: true,
  onTestRetry: true,
  onNotice: true,
  onTestEnd: true,
  onEnd: true,
} satisfies Record<ReporterEvent, true>) as readonly ReporterEvent[]
