import type { Operator, Result, Run } from '@loadero-test/core'
import type { ParticipantSlice, TestIdentity } from './spec.js'

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
  /** Unique in its test and stable between sessions, also when its limit changes: `webrtc/audio/rtt/avg < limit`. */
  readonly name: string
  /** What people read, with the limit: `webrtc/audio/rtt/avg < 200 ms`. Absent where it is the name. */
  readonly title?: string
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
