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

import type { ExpectStatic } from '@vitest/expect'
import type { DiagnosticCode } from './diagnostic-codes.js'
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
  readonly code: DiagnosticCode
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

/** A value that must be equal, or a comparison, e.g. `{ gte: 2 }`. */
export type PropertyCondition<T extends string | number> =
  T | ({ readonly [O in Exclude<Operator, 'regex'>]?: T } & { readonly regex?: string })

/** Properties of a participant that an assert may be limited to. */
export interface ParticipantFilter {
  readonly browser?: PropertyCondition<Open<Browser>> | undefined
  readonly network?: PropertyCondition<Open<Network>> | undefined
  readonly location?: PropertyCondition<Open<Location>> | undefined
  readonly computeUnit?: PropertyCondition<Open<ComputeUnit>> | undefined
  readonly audioFeed?: PropertyCondition<Open<AudioFeed>> | undefined
  readonly videoFeed?: PropertyCondition<Open<VideoFeed>> | undefined
  readonly participantName?: PropertyCondition<string> | undefined
  /** From 0 within a group copy. */
  readonly participantNum?: PropertyCondition<number> | undefined
  readonly groupName?: PropertyCondition<string> | undefined
  /** From 0 over all copies of all groups. */
  readonly groupNum?: PropertyCondition<number> | undefined
}

export interface AssertSpec {
  readonly kind: 'assert'
  readonly path: Open<MetricPath>
  readonly operator: Operator
  readonly expected: string
  readonly preconditions: ParticipantFilter
}

/** A slice of a run's participants; several values of one key are alternatives. */
export type ParticipantSlice = {
  readonly [K in 'group' | 'participant' | 'browser' | 'network' | 'location' | 'computeUnit']?:
    string | readonly string[] | undefined
}

/** How the values of several participants become one number; `share` compares each and counts. */
export type Aggregation =
  | { readonly kind: 'min' | 'max' | 'mean' }
  | { readonly kind: 'percentile'; readonly percentile: number }
  | { readonly kind: 'share'; readonly share: number }

/** What we check across participants, after the run. */
export interface ExpectationSpec {
  readonly kind: 'expectation'
  /** Absent for the success rate. */
  readonly metric?: { readonly path: Open<MetricPath>; readonly summary: Aggregation }
  readonly slice: ParticipantSlice
  readonly operator: Exclude<Operator, 'regex'>
  readonly expected: number
  /** What a participant without a value means: `skip` leaves it out. */
  readonly missing: 'fail' | 'skip'
}

/** `expect(value).toBe(…)` and all else of Vitest's; loaded only by a session that has a callback which takes it. */
export type Expect = ExpectStatic

/** Anything else that must hold, with an `expect` like Vitest's; throws when it does not. */
export type Verify = (context: {
  readonly run: Run
  /** One for each participant, with all that the service knows of it. */
  readonly results: readonly Result[]
  readonly expect: Expect
}) => void | Promise<void>

/** Where the lines of a script's text were written. */
export interface ScriptMap {
  /** Relative to the project's root, with forward slashes. */
  readonly sources: readonly string[]
  /** As in a source map. Absent when the text has the lines of its one source. */
  readonly mappings?: string
}

/** What a test is: checked, with the defaults filled in and the script's text read. */
export interface TestSpec {
  /** Of the remote test that is meant, where the name does not say it. */
  readonly id?: number
  readonly mode: TestMode
  readonly incrementStrategy: IncrementStrategy
  readonly startIntervalSeconds: number
  readonly participantTimeoutSeconds: number
  /** The one text that reaches the service. */
  readonly script: string
  readonly scriptLanguage: 'javascript' | 'java' | 'python'
  /** Where its lines were written. */
  readonly scriptMap: ScriptMap
  readonly groups: readonly GroupSpec[]
  /** Those without a group. */
  readonly participants: readonly ParticipantSpec[]
  readonly asserts: readonly AssertSpec[]
  readonly expects: readonly ExpectationSpec[]
  readonly verify?: Verify
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

/** What is declared somewhere, whether it is run or not, and even if it is wrong. */
export interface Declaration {
  readonly id: TestIdentity['id']
  /** Relative to the project's root, with forward slashes. */
  readonly file: string
  readonly remoteId?: number
}

/** One that is declared but not run: skipped, only planned, or left out because of an `only`. */
export interface SkippedTest extends TestIdentity {
  readonly reason: string
}

/** Whose logs and artifacts are downloaded: of whoever did not pass, or of everybody, or of nobody. */
export type ArtifactPolicy = 'all' | 'failed' | 'none'

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
  readonly kind: 'script' | 'assert' | 'timeout' | 'expectation' | 'verify' | 'run' | 'results' | 'session'
  /** One line. */
  readonly message: string
  readonly expected?: string
  readonly actual?: string
  /** Labels of the participants that it holds for. */
  readonly participants: readonly string[]
  /** How many participants it could have held for; all of the test's where it does not say. */
  readonly participantTotal?: number
  /** What sets them apart from all participants: `31 of 32: firefox132, eu-central-1, 3g`. Absent when nothing does. */
  readonly overrepresented?: readonly string[]
  /** Paths of logs and screenshots. */
  readonly evidence: readonly string[]
}

export interface ParticipantCounts {
  readonly total: number
  readonly passed: number
  readonly failed: number
}

/** What became of one participant, ready to be told, counted and drawn. */
export interface ParticipantOutcome {
  /** What an author knows it by: `caller #0 of pair #3`. */
  readonly label: string
  /** What slices are cut by; absent where the service did not say. */
  readonly traits: { readonly [K in keyof ParticipantSlice]?: string }
  /** `unknown`: the service said neither pass nor fail. */
  readonly status: 'passed' | 'failed' | 'timeout' | 'unknown'
  /** Since the epoch. */
  readonly startedMs?: number
  readonly endedMs?: number
  /** What it measured of each metric path that an assert or an expectation names; absent: no value. */
  readonly values: Readonly<Record<string, number | string>>
  /** Why it did not pass, one line each. */
  readonly reasons: readonly string[]
  /** Paths of downloaded logs and artifacts. */
  readonly files: readonly string[]
}

/** One thing that was checked of a test: its scripts, an assert, an expectation, its callback. */
export interface Check {
  readonly kind: 'script' | 'assert' | 'expectation' | 'verify'
  /** Stable between sessions and unique in its test: `95th percentile of webrtc/audio/rtt/avg < 200`. */
  readonly name: string
  /** `errored`: nobody can tell. `skipped`: it was about nobody, or never got that far. */
  readonly outcome: 'passed' | 'failed' | 'errored' | 'skipped'
  /** For what is about a number: the metric and the limit that was set. */
  readonly gate?: { readonly path: string; readonly operator: Operator; readonly limit: string }
  readonly actual?: string
  /** How many participants it was about, and how many of them it held for; both 0 where they do not count. */
  readonly participants: { readonly total: number; readonly passed: number }
}

/** The service's own summary of one metric over all participants of a run. */
export interface MetricSummary {
  readonly path: string
  readonly value: number
}

/** One try at a test. */
export interface TestAttempt {
  readonly verdict: Verdict
  readonly reasons: readonly Reason[]
  readonly participantCounts: ParticipantCounts
  /** Absent when it never got that far. */
  readonly run?: Run
  readonly durationMs: number
}

export interface TestResult extends TestAttempt {
  readonly test: TestIdentity
  /** Those before the one that counts, oldest first. */
  readonly previousAttempts: readonly TestAttempt[]
  readonly checks: readonly Check[]
  /** By group copy and number. */
  readonly participants: readonly ParticipantOutcome[]
  readonly metrics: readonly MetricSummary[]
  /** Σ clones × units; actual is what the service says of the run. */
  readonly computeUnits?: { readonly estimated: number; readonly actual?: number }
}

/** Where a test in flight is. */
export interface Progress {
  readonly phase: 'waiting' | 'applying' | 'launching' | 'live' | 'stopping' | 'collecting'
  /** From 1. */
  readonly attempt: number
  /** While it waits for its turn: how many turns away that is, from 1. Who is smaller may still go before. */
  readonly position?: number
  /** As it was when last looked at; absent before the launch. */
  readonly run?: Run
  /** When the test is expected to be over, at the latest. */
  readonly expectedEndMs?: number
}

/** Something that happened outside the ordinary course and should stay to be read. */
export interface Notice {
  readonly message: string
  readonly severity: 'info' | 'warning'
  readonly test?: TestIdentity
}

export interface SessionError {
  /** `refused`: the service does not let us; `service`: it could not, or gave no answer. */
  readonly kind: UserErrorCode | 'refused' | 'service' | 'reporter'
  readonly message: string
  readonly hint?: string
}

/** How the command ends, and why. */
export interface Exit {
  readonly code: 0 | 1 | 2 | 3 | 4 | 5 | 75 | 130 | 143
  readonly reason: string
}

export interface Summary {
  /** Names the session for `attach`, `stop` and `report`. */
  readonly sessionId: string
  readonly startedMs: number
  readonly durationMs: number
  readonly tests: readonly TestResult[]
  readonly diagnostics: readonly Diagnostic[]
  /** The signal that ended the session early. */
  readonly interruptedBy?: InterruptedError['by']
  /** It was left while runs go on, on purpose; tests that are under way or still to come are not among `tests`. */
  readonly detached?: { readonly launched: number; readonly waiting: number }
  /** What is more than one test's own affair: a refused token, an unclear plan, a reporter that threw. */
  readonly errors: readonly SessionError[]
  /** Participants' outcomes came from a scenario, not from browsers. */
  readonly simulated: boolean
  /** Where the session ran, for reports: commit, branch, address of the build. */
  readonly environment: Readonly<Record<string, string>>
  readonly exit: Exit
}
