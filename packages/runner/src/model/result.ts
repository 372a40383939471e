import type { Operator, Result, Run } from '@loadero-test/core'
import type { Baseline } from './analysis/history-limit.js'
import type { MetricUnitLabel } from './metric-unit.js'
import type { ParticipantSlice, TestIdentity } from './spec.js'
import type { FailureDetails, Timeline } from './timed/timeline.js'

/** Which logs and artifacts are downloaded: those of all participants, of participants that did not pass, or none. */
export type ArtifactPolicy = 'all' | 'failed' | 'none'

/** A participant's result, with the error of its script and its downloaded files. */
export interface CollectedResult {
  readonly result: Result
  /** The row of the list, when `result` was read alone. */
  readonly overview?: Result
  /** The error that the script's log names, in one line. */
  readonly scriptError?: string
  /** The first error of the script's log, with all of its text. */
  readonly firstFailure?: string
  /** Commands that failed without failing the script, one line each. Absent for a run at Loadero. */
  readonly ignoredErrors?: readonly string[]
  /** Absent for a run at Loadero, and when the script's log was not read. */
  readonly machine?: MachineState
  /** Paths of downloaded logs and artifacts. */
  readonly files: readonly string[]
  /** Marks and measurements of the script. Absent when its log was not read. */
  readonly script?: Pick<Timeline, 'marks' | 'measurements'>
  /** Why it failed, as its logs show it. Absent when it did not fail. */
  readonly failure?: FailureDetails
  /** What expectations on seconds need. Absent when there are none, or when the participant is in none of them. */
  readonly timeline?: Timeline
}

/** What the local engine says about the machine that a participant ran on. */
export interface MachineState {
  readonly state: 'sufficient' | 'overloaded' | 'not measured'
  /** `over 90 % busy in 9 of 12 samples` */
  readonly detail: string
}

export const verdicts = ['passed', 'failed', 'errored', 'interrupted', 'skipped'] as const

/** `errored`: a failure of loadero-test, of the service or of the setup, so that the product cannot be judged. */
export type Verdict = (typeof verdicts)[number]

/** All verdicts, the one that needs most attention first. */
export const worstFirst: readonly Verdict[] = ['failed', 'errored', 'interrupted', 'passed', 'skipped']

/** A reason why a test did not pass. Equal reasons of several participants are one reason. */
export interface Reason {
  /** What it is about. */
  readonly kind: 'script' | 'assert' | 'timeout' | 'expectation' | 'verify' | 'run' | 'results' | 'session'
  /** One line. */
  readonly message: string
  /** More lines: the rest of an error's message, the difference of values, the places in the author's code, causes. */
  readonly details?: readonly string[]
  /** What the check expects, as text. */
  readonly expected?: string
  /** What was found in its place, as text. */
  readonly actual?: string
  /** Labels of the participants that it applies to. */
  readonly participants: readonly string[]
  /** How many participants it could apply to. Absent: all of the test. */
  readonly participantTotal?: number
  /** What these participants have in common and others do not: `31 of 32: firefox132, eu-central-1, 3g`. Absent for nothing. */
  readonly overrepresented?: readonly string[]
  /** Paths of logs and screenshots. */
  readonly evidence: readonly string[]
}

export interface ParticipantCounts {
  readonly total: number
  readonly passed: number
  readonly failed: number
}

/** The outcome of one participant, as reports show it. */
export interface ParticipantOutcome {
  /** The name that the author knows: `caller #0 of pair #3`. */
  readonly label: string
  /** The properties that slices select by. A property that the service did not give is absent. */
  readonly traits: { readonly [K in keyof ParticipantSlice]?: string }
  /** `unknown`: the service reported neither pass nor fail. */
  readonly status: 'passed' | 'failed' | 'timeout' | 'unknown'
  /** Milliseconds since the epoch. */
  readonly startedMs?: number
  /** Milliseconds since the epoch. */
  readonly endedMs?: number
  /** Its values of the metrics that asserts and expectations name, by metric path. A metric without a value is absent. */
  readonly values: Readonly<Record<string, number | string>>
  /** Why it did not pass, one line each. */
  readonly reasons: readonly string[]
  /** Marks and measurements of its script, in the order of time. Absent when its log was not read. */
  readonly script?: Pick<Timeline, 'marks' | 'measurements'>
  /** Why it failed, as its logs show it. Absent when it did not fail. */
  readonly failure?: FailureDetails
  /** Paths of downloaded logs and artifacts. */
  readonly files: readonly string[]
}

/** One check of a test: its scripts, an assert, an expectation or its callback. */
export interface Check {
  /** Which part of a spec it comes from. */
  readonly kind: 'script' | 'assert' | 'expectation' | 'verify'
  /** Unique in its test and stable between sessions, also when its limit changes: `webrtc/audio/rtt/avg < limit`. */
  readonly name: string
  /** What people read, with the limit: `webrtc/audio/rtt/avg < 200 ms`. Absent where it is the name. */
  readonly title?: string
  /**
   * `errored`: inconclusive. `skipped`: no participant was concerned, or the check was not reached. `warned`: the check
   * does not hold, and must not fail the test.
   */
  readonly outcome: 'passed' | 'failed' | 'errored' | 'skipped' | 'warned'
  /** The metric and its threshold. Absent for scripts and callbacks. */
  readonly gate?: {
    /** Of the metric. */
    readonly path: string
    /** Between the value and the limit. */
    readonly operator: Operator
    /** As the spec writes it. */
    readonly limit: string
  }
  /** What was compared, as numbers. Absent where there is no number: scripts, callbacks, texts. */
  readonly measure?: Measure
  /** What was measured, as text. Absent when nothing was. */
  readonly actual?: string
  /** Of an expectation on earlier runs: what it was compared with. */
  readonly history?: CheckHistory
  /** What it measured in earlier sessions, the oldest first. Absent where none did. */
  readonly trend?: readonly TrendPoint[]
  /** How many participants were checked, and how many of them passed. Both are 0 for a check without participants. */
  readonly participants: {
    /** How many were checked. */
    readonly total: number
    /** How many of them passed. */
    readonly passed: number
  }
}

/** How a test ended in an earlier session. */
export interface EarlierResult {
  readonly sessionId: string
  /** Milliseconds since the epoch. */
  readonly startedMs: number
  /** Absent when it is not known. */
  readonly commit?: string
  readonly verdict: Verdict
  /** Of its checks, by their names. */
  readonly outcomes: Readonly<Record<string, Check['outcome']>>
}

/** What a check measured in an earlier session. */
export interface TrendPoint {
  /** The earlier session. */
  readonly sessionId: string
  /** Milliseconds since the epoch. */
  readonly startedMs: number
  /** In the unit of the check. */
  readonly value: number
  /** Of the check in that session. */
  readonly outcome: Check['outcome']
}

/** What an expectation on earlier runs was compared with. */
export interface CheckHistory {
  /** What is compared, without the threshold: `50th percentile of webrtc/audio/rtt/avg`. */
  readonly subject: string
  /** What the run measured. Absent when it measured nothing. */
  readonly value?: number
  /** What it was compared with. */
  readonly baseline?: Extract<Baseline, { kind: 'known' }>
  /** Why it was compared with nothing. */
  readonly missing?: string
}

/** A number and its limit. Of an assert, the value is that of the participant that is farthest from passing. */
export interface Measure {
  /** Absent when there is no value. */
  readonly value?: number
  /** Between the value and the limit. */
  readonly operator: Operator
  /** In the unit of the value. */
  readonly limit: number
  /** `0…1` for the success rate and for shares of participants. */
  readonly unit: MetricUnitLabel
}

/** The service's own summary of one metric over all participants of a run. */
export interface MetricSummary {
  readonly path: string
  readonly value: number
}

/** The proof that a run is of its spec: its frozen copy was compared with the spec. */
export interface SpecReceipt {
  /** The spec file, relative to the project root. */
  readonly file: string
  /** Of everything that a push sends: script, settings, groups, participants, asserts. */
  readonly hash: string
}

/** `ran exactly what specs/call.loadero.ts says (3fa1c2d4)` */
export function receiptText({ file, hash }: SpecReceipt): string {
  return `ran exactly what ${file} says (${hash.slice(0, 8)})`
}

/** One attempt at a test. */
export interface TestAttempt {
  /** Our judgement of the attempt. */
  readonly verdict: Verdict
  /** Why it did not pass; empty when it passed. */
  readonly reasons: readonly Reason[]
  /** How many participants there were, and how many of them passed. */
  readonly participantCounts: ParticipantCounts
  /** Absent when no run was launched. */
  readonly run?: Run
  /** Milliseconds since the epoch. Absent when no run was launched. */
  readonly startedMs?: number
  /** In milliseconds, the time in the queue excluded. */
  readonly durationMs: number
}

/** The result of a test: its last attempt, with all that reports show. */
export interface TestResult extends TestAttempt {
  /** The test. */
  readonly test: TestIdentity
  /** The attempts before the last one, oldest first. */
  readonly previousAttempts: readonly TestAttempt[]
  /** What was checked, and how each check ended. */
  readonly checks: readonly Check[]
  /** Sorted by group copy and number. */
  readonly participants: readonly ParticipantOutcome[]
  /** The service's own summary of each metric over all participants. */
  readonly metrics: readonly MetricSummary[]
  /** How it ended in earlier sessions, the newest first. Absent where none had it. */
  readonly earlier?: readonly EarlierResult[]
  /** What limits the result without deciding it, e.g. participants that started late. Absent for nothing. */
  readonly warnings?: readonly string[]
  /** Why the machines of participants were overloaded. Absent when they were not, or when nothing is known. */
  readonly overload?: string
  /** Absent when the run was not, or could not be, compared with the spec. */
  readonly receipt?: SpecReceipt
  /** Path of a file with the metrics per second of its checks, a `TestSeries`. Absent when no log has them. */
  readonly seriesFile?: string
  /** `estimated`: Σ copies × units. `actual`: what the service reports for the run. */
  readonly computeUnits?: { readonly estimated: number; readonly actual?: number }
}

/** Whether a test passed, but not at its first attempt. */
export function isFlaky({ verdict, previousAttempts }: TestResult): boolean {
  return verdict === 'passed' && previousAttempts.some((attempt) => attempt.verdict !== 'passed')
}

/** The message of a reason with its threshold: `webrtc/audio/rtt/avg < 150 (got 412)`. */
export function reasonText({
  message,
  expected,
  actual = 'no value',
}: Pick<Reason, 'message' | 'expected' | 'actual'>): string {
  return expected === undefined ? message : `${message} ${expected} (got ${actual})`
}
