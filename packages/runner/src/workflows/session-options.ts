import type { Clock, LoaderoClient } from '@loadero-test/core'
import type { JournaledSession } from '../journal/read.js'
import type { Recorder } from '../journal/recorder.js'
import type { ArtifactPolicy, TestResult } from '../model/result.js'
import type { SessionError, Summary } from '../model/session.js'
import type { SessionSettings, SessionTarget } from '../model/session-settings.js'
import type { SpecTest } from '../model/spec.js'
import type { LocalCapacity } from '../plan/local/capacity-notices.js'
import type { DeclaredSpecs } from '../plan/renames.js'
import type { Emitter } from '../report/emitter.js'
import type { ReportRedactor } from '../report/redact.js'
import type { Reporter } from '../report/reporter.js'
import type { ComparedSide } from '../verdict/compare/compared-side.js'
import type { FindOptions } from '../collect/find-tests.js'

export interface SessionOptions {
  readonly sessionId: string
  readonly find: FindOptions
  readonly settings: SessionSettings
  /** Of loadero-test. */
  readonly version: string
  /** Where the runs are. If set, the session keeps a journal below the output directory. */
  readonly target?: SessionTarget | undefined
  /** The session to resume. */
  readonly resumeFrom?: JournaledSession | undefined
  /** Launch the tests that may run now, and do not wait for them. */
  readonly detach?: boolean | undefined
  /** Refuse to begin when no test is selected, so that the last session and its reports are kept. */
  readonly refuseEmpty?: boolean | undefined
  /** The minimum time between two polls of the runs. */
  readonly pollIntervalMs: number
  /** Logs and artifacts are written below it. */
  readonly outputDir: string
  /** Whose logs and artifacts are kept. */
  readonly artifacts: ArtifactPolicy
  readonly simulated: boolean
  /** What the session is compared with, in its reports. */
  readonly compareWith?: ComparedSide | undefined
  /** Where the session runs, for reports. */
  readonly environment: Summary['environment']
}

export interface SessionContext {
  /** Called once, when there is something to run. */
  readonly connect: () => Promise<LoaderoClient>
  /** What the machine of local runs can run without overload, once connected; `undefined` at Loadero, and where it is unknown. */
  readonly localCapacity?: () => LocalCapacity | undefined
  readonly clock: Clock
  readonly reporters: readonly Reporter[]
  /** Aborts with an `InterruptedError` to end the session early. */
  readonly signal: AbortSignal
  /** Aborts when the process will soon be killed: runs are no longer waited for. */
  readonly hurry?: AbortSignal | undefined
  /** Redacts secrets in the journal. */
  readonly redactor?: Pick<ReportRedactor, 'redact'>
  /** 0…1; spreads the polls of several machines. */
  readonly random?: () => number
}

/** The result of a test that an error keeps from running. Its duration counts from the first call. */
export type ToErrored = (test: SpecTest) => (reason: unknown, scope?: 'test' | 'session') => TestResult

/** What the parts of a session share. */
export interface RunningSession {
  readonly options: SessionOptions
  readonly context: SessionContext
  readonly emitter: Emitter
  /** Of all tests, also of those that have not ended. */
  readonly currentResults: (verdict: 'interrupted' | 'errored') => readonly TestResult[]
  readonly recorder: Recorder
  readonly toErrored: ToErrored
  /** Records and reports the result of a test. */
  readonly endTest: (result: TestResult) => void
  /** Everything that the specs declare. */
  readonly declared: DeclaredSpecs['declared']
  readonly repository: DeclaredSpecs['repository']
  /** Errors of more than one test. */
  readonly errors: SessionError[]
  /** When the session began; a resumed one keeps the time of its first process. */
  readonly startedMs: number
  /** How long earlier runs took, by the test's id. */
  readonly durations: ReadonlyMap<string, number>
}
