import type { Diagnostic } from '../model/diagnostic.js'
import type { TestAttempt, TestResult } from '../model/result.js'
import type { Notice, Progress, Summary } from '../model/session.js'
import type { SpecTest } from '../model/spec.js'

export type Awaitable<T> = T | Promise<T>

/** Receives the events of a session. Every method is optional. A reporter gets one call at a time. */
export interface Reporter {
  /** Shown in messages when the reporter throws. */
  readonly name: string
  /** Absolute path of the file that the reporter writes. The command prints it at the end. */
  readonly outputFile?: string
  /** Called once, before the first test starts. */
  onBegin?(tests: readonly SpecTest[], diagnostics: readonly Diagnostic[]): Awaitable<void>
  /** Called when a test may start. */
  onTestBegin?(test: SpecTest): Awaitable<void>
  /** Called when the phase or the run's status changes. */
  onTestProgress?(test: SpecTest, progress: Progress): Awaitable<void>
  /** Called after an attempt that did not pass, when another attempt follows. */
  onTestRetry?(test: SpecTest, attempt: TestAttempt): Awaitable<void>
  /** Called after an unusual event that people want to know about. */
  onNotice?(notice: Notice): Awaitable<void>
  /** Called when the verdict of a test is final. */
  onTestEnd?(result: TestResult): Awaitable<void>
  /** The session was interrupted and stops its runs. The summary has what is known; `onEnd` follows, unless the process is killed. */
  onInterrupt?(summary: Summary): Awaitable<void>
  /** Called once, after all other events. */
  onEnd?(summary: Summary): Awaitable<void>
}

export type ReporterEvent = Exclude<keyof Reporter, 'name' | 'outputFile'>

/** In the order in which they first occur. */
export const reporterEvents = Object.keys({
  onBegin: true,
  onTestBegin: true,
  onTestProgress: true,
  onTestRetry: true,
  onNotice: true,
  onTestEnd: true,
  onInterrupt: true,
  onEnd: true,
} satisfies Record<ReporterEvent, true>) as readonly ReporterEvent[]
