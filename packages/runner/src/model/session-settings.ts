import type { SizeScope } from './analysis/test-size.js'

/**
 * The settings that decide what a session runs and how it is judged. One value goes unchanged from the command to the
 * session, into the journal, and back when the session is resumed.
 */
export interface SessionSettings {
  /** Maximum number of runs at a time. */
  readonly concurrency: number
  /** Of all runs at a time; without it, no limit. */
  readonly maxParticipants?: number | undefined
  /** Of all runs at a time; without it, no limit. */
  readonly maxConcurrentComputeUnits?: number | undefined
  /** Further attempts after attempts that errored for a reason that may be gone the next time. */
  readonly retries: number
  /** Further attempts after attempts that failed. */
  readonly retryFailed: number
  /** Launch nothing more after this many tests that failed or errored. */
  readonly bail?: number | undefined
  /** For the whole session. */
  readonly timeoutMs?: number | undefined
  /** For the callback of a test; then the test is errored. */
  readonly verifyTimeoutMs: number
  /** A session without tests ends with exit code 0. */
  readonly passWithNoTests: boolean
  /** Participants that start late make their test errored. */
  readonly strictLoad: boolean
  /** Separates the tests of one branch from those of others; empty for none. */
  readonly prefix: string
  /** Whether tests at Loadero may be changed. Without it, they run as they are. */
  readonly push: boolean
  /** Take over unmanaged tests that have the name of a declared one. */
  readonly adopt: boolean
  /** Refuse tests that were changed at Loadero since their last push. */
  readonly failOnDrift: boolean
  /** Change tests although runs are live that another session may still launch them with. */
  readonly force: boolean
  /** The file of baselines, relative to the project. */
  readonly baseline: string
  /** Expectations on earlier runs without enough of them make their test errored. */
  readonly requireBaseline: boolean
  /** Write what expectations on earlier runs measured to the baseline file, instead of comparing it. */
  readonly updateBaseline: boolean
  /** The session is one run of a search for the capacity of its only test. */
  readonly capacity?: CapacityRun | undefined
  /** Compute units of all tests of the session together. */
  readonly maxComputeUnits?: number | undefined
  /** The part of this machine, when several machines share the tests. */
  readonly shard?: { readonly index: number; readonly of: number } | undefined
}

/** What a search for the capacity of a test needs to go on in another process. */
export interface CapacityRun extends SizeScope {
  /** Identifies the search: the sessions of all its runs have it. */
  readonly search: string
  readonly level: number
  /** Where the search began, and what it must not exceed. */
  readonly start: number
  readonly max: number
}

/** The settings of a session that sets none. */
export const defaultSessionSettings: SessionSettings = {
  concurrency: 2,
  maxParticipants: undefined,
  maxConcurrentComputeUnits: undefined,
  retries: 0,
  retryFailed: 0,
  bail: undefined,
  timeoutMs: undefined,
  verifyTimeoutMs: 60_000,
  passWithNoTests: false,
  strictLoad: false,
  prefix: '',
  push: true,
  adopt: false,
  failOnDrift: false,
  force: false,
  baseline: 'loadero-baseline.json',
  requireBaseline: false,
  updateBaseline: false,
  maxComputeUnits: undefined,
  shard: undefined,
}

/** What a plan depends on. */
export interface PlanOptions extends Pick<
  SessionSettings,
  'prefix' | 'push' | 'adopt' | 'failOnDrift' | 'force' | 'maxComputeUnits'
> {
  /** Of loadero-test. */
  readonly version: string
  /** Whether the tests are to run. If so, their cost is checked against what is allowed. */
  readonly launch: boolean
  /** Where live sessions of other processes are searched. */
  readonly sessions?: { readonly outputDir: string; readonly target: SessionTarget | undefined } | undefined
}

/** How many more attempts a test gets, by the verdict of the attempts before. */
export type Retries = Pick<SessionSettings, 'retries' | 'retryFailed'>

/** Where the runs of a session are. */
export type SessionTarget =
  | { readonly kind: 'service'; readonly projectId: number; readonly apiBase: string }
  /** A server of the session's own, which ends with it. */
  | { readonly kind: 'simulated' }
  /** `context`: participants share browsers. */
  | { readonly kind: 'local'; readonly isolation?: 'context' }
