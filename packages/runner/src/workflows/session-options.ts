import type { Clock, LoaderoClient } from '@loadero-test/core'
import type { SessionTarget } from '../journal/events.js'
import type { JournaledSession } from '../journal/read.js'
import type { Recorder } from '../journal/recorder.js'
import type { ArtifactPolicy } from '../model/result.js'
import type { SessionError, Summary } from '../model/session.js'
import type { PlanOptions } from '../plan/plan-all.js'
import type { DeclaredSpecs } from '../plan/renames.js'
import type { Emitter } from '../report/emitter.js'
import type { ReportRedactor } from '../report/redact.js'
import type { Reporter } from '../report/reporter.js'
import type { Retries } from '../run/retry.js'
import type { FindOptions } from '../collect/find-tests.js'

export interface SessionOptions {
  readonly sessionId: string
  readonly find: FindOptions
  readonly plan: PlanOptions
  /** Where the runs are. With it, the session keeps a journal below the output directory. */
  readonly target?: SessionTarget | undefined
  /** A session that is taken up where its process left it. */
  readonly past?: JournaledSession | undefined
  /** Whether to launch what may run now, and leave. */
  readonly detach?: boolean | undefined
  /** Runs at a time. */
  readonly concurrency: number
  /** Participants of all runs at a time; no limit unless told. */
  readonly maxParticipants?: number | undefined
  /** Compute units of all runs at a time; no limit unless told. */
  readonly maxConcurrentComputeUnits?: number | undefined
  readonly retries?: Retries | undefined
  /** After so many tests that failed or errored nothing more is launched. */
  readonly bail?: number | undefined
  /** For the whole session. */
  readonly timeoutMs?: number | undefined
  /** The shortest time between two looks at the runs. */
  readonly pollIntervalMs: number
  /** Logs and artifacts go below it. */
  readonly outputDir: string
  /** Whose logs and artifacts are kept. */
  readonly artifacts: ArtifactPolicy
  readonly simulated: boolean
  /** A session without tests ends well. */
  readonly passWithNoTests: boolean
  /** Where it runs, for reports. */
  readonly environment: Summary['environment']
}

export interface SessionContext {
  /** Called once there is something to run. */
  readonly connect: () => Promise<LoaderoClient>
  readonly clock: Clock
  readonly reporters: readonly Reporter[]
  /** Aborts with an `InterruptedError` when the session is to end early. */
  readonly signal: AbortSignal
  /** Hides secrets in what the journal keeps. */
  readonly mask?: Pick<ReportRedactor, 'redact'>
  /** 0…1; spreads the looks of several machines. */
  readonly random?: () => number
}

/** What the parts of a session share. */
export interface RunningSession {
  readonly options: SessionOptions
  readonly context: SessionContext
  readonly emitter: Emitter
  readonly recorder: Recorder
  /** Everything that the specs declare. */
  readonly declared: DeclaredSpecs['declared']
  /** Collects what is more than one test's own affair. */
  readonly errors: SessionError[]
  /** When its time began to count. */
  readonly startedMs: number
  /** By test: how long its runs took before. */
  readonly durations: ReadonlyMap<string, number>
}
