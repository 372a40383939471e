import type {
  AudioFeed,
  Browser,
  ComputeUnit,
  IncrementStrategy,
  Location,
  MetricPath,
  Network,
  Open,
  Operator,
  Result,
  Run,
  TestMode,
  VideoFeed,
} from '@loadero-test/core'

import type { InterruptedError, UserErrorCode } from './errors.js'

/** Where an author wrote something. Lines and columns count from 1; a column is there only when it is the author's. */
export interface SourceLocation {
  /** Relative to the project's root, with forward slashes. */
  readonly file: string
  readonly line: number
  readonly column?: number
}

/** What is wrong with a spec, a script or the configuration, before anything is sent. */
export interface Diagnostic {
  /** Stable, e.g. `unknown-value`. */
  readonly code: string
  readonly severity: 'error' | 'warning'
  readonly message: string
  readonly location: SourceLocation
  /** The way out. */
  readonly hint?: string
}

export interface ParticipantSpec {
  readonly name: string
  readonly count: number
  readonly browser: Open<Browser>
  readonly network: Open<Network>
  readonly location: Open<Location>
  readonly computeUnit: Open<ComputeUnit>
  readonly audioFeed: Open<AudioFeed>
  readonly videoFeed: Open<VideoFeed>
  readonly recordAudio: boolean
}

export interface GroupSpec {
  readonly name: string
  readonly count: number
  readonly participants: readonly ParticipantSpec[]
}

/** Properties of a participant that an assert may be limited to. */
export interface ParticipantFilter {
  readonly browser?: Open<Browser> | undefined
  readonly network?: Open<Network> | undefined
  readonly location?: Open<Location> | undefined
  readonly computeUnit?: Open<ComputeUnit> | undefined
  readonly audioFeed?: Open<AudioFeed> | undefined
  readonly videoFeed?: Open<VideoFeed> | undefined
  readonly participantName?: string | undefined
  readonly participantNum?: number | undefined
  readonly groupName?: string | undefined
  readonly groupNum?: number | undefined
}

export interface AssertSpec {
  readonly path: Open<MetricPath>
  readonly operator: Operator
  readonly expected: string
  readonly preconditions: ParticipantFilter
}

/** What a test is: checked, with the defaults filled in and the script's text read. */
export interface TestSpec {
  readonly mode: TestMode
  readonly incrementStrategy: IncrementStrategy
  readonly startIntervalSeconds: number
  readonly participantTimeoutSeconds: number
  readonly script: string
  readonly groups: readonly GroupSpec[]
  /** Those without a group. */
  readonly participants: readonly ParticipantSpec[]
  readonly asserts: readonly AssertSpec[]
}

/** What a test is known by. */
export interface TestIdentity {
  /** Full name, `describe > test`: unique in the project, and the name of the test at Loadero. */
  readonly id: string
  readonly title: string
  readonly location: SourceLocation
  readonly tags: readonly string[]
}

/** One collected `test()` call that is to be run. */
export interface TestCase extends TestIdentity {
  readonly spec: TestSpec
}

/** One that is declared but not run: skipped, only planned, or left out because of an `only`. */
export interface SkippedTest extends TestIdentity {
  readonly why: string
}

export type Change<T> =
  | { readonly kind: 'create'; readonly body: T }
  | { readonly kind: 'update'; readonly id: number; readonly body: T }
  | { readonly kind: 'keep' | 'delete'; readonly id: number }

/** A participant's result, with what its logs say and where they are. */
export interface CollectedResult {
  readonly result: Result
  /** What the script's log names as the reason of its failure, in one line. */
  readonly scriptError?: string
  /** Paths of downloaded logs and artifacts. */
  readonly files: readonly string[]
}

/** `errored`: we or the service could not tell. */
export type Verdict = 'passed' | 'failed' | 'errored' | 'interrupted' | 'skipped'

/** Why a test did not pass; equal reasons of several participants are one. */
export interface Reason {
  readonly kind: 'script' | 'assert' | 'timeout' | 'run' | 'results' | 'session'
  /** One line. */
  readonly message: string
  readonly expected?: string
  readonly actual?: string
  /** Labels of the participants that it holds for. */
  readonly participants: readonly string[]
  /** Paths of logs and screenshots. */
  readonly evidence: readonly string[]
}

export interface ParticipantCounts {
  readonly total: number
  readonly passed: number
  readonly failed: number
}

export interface TestResult {
  readonly test: TestIdentity
  readonly verdict: Verdict
  readonly reasons: readonly Reason[]
  readonly participants: ParticipantCounts
  /** Absent when it never got that far. */
  readonly run?: Run
  readonly durationMs: number
}

export interface SessionError {
  /** `refused`: the service does not let us; `service`: it could not, or gave no answer. */
  readonly kind: UserErrorCode | 'refused' | 'service' | 'reporter'
  readonly message: string
  readonly hint?: string
}

export interface Summary {
  readonly startedMs: number
  readonly durationMs: number
  readonly tests: readonly TestResult[]
  readonly diagnostics: readonly Diagnostic[]
  /** The signal that ended the session early. */
  readonly interruptedBy?: InterruptedError['by']
  /** What is more than one test's own affair: a refused token, an unclear plan, a reporter that threw. */
  readonly errors: readonly SessionError[]
  /** Participants' outcomes came from a scenario, not from browsers. */
  readonly simulated: boolean
}
