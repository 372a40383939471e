/** Settings of a session that its plans depend on. */
export interface PlanOptions {
  /** Separates the tests of one branch from those of others; empty for none. */
  readonly prefix: string
  /** Of loadero-test. */
  readonly version: string
  /** Whether tests at Loadero may be changed. Without it, they run as they are. */
  readonly push: boolean
  /** Whether the tests are to run. If so, their cost is checked against what is allowed. */
  readonly launch: boolean
  /** Take over unmanaged tests that have the name of a declared one. */
  readonly adopt: boolean
  /** Change tests although runs are live that another session may still launch them with. */
  readonly force?: boolean | undefined
  /** Refuse tests that were changed at Loadero since their last push. */
  readonly failOnDrift: boolean
  /** Compute units of all tests together. */
  readonly maxComputeUnits?: number | undefined
}

/** How many more attempts a test gets, by the verdict of the attempts before. */
export interface Retries {
  /** After attempts that errored for a reason that may be gone the next time. */
  readonly errored: number
  /** After attempts that failed. */
  readonly failed: number
}

/** Where the runs of a session are. */
export type SessionTarget =
  | { readonly kind: 'service'; readonly projectId: number; readonly apiBase: string }
  /** A server of the session's own, which ends with it. */
  | { readonly kind: 'local' | 'simulated' }

/** The settings of a session that a process which resumes it must keep. */
export interface SessionSettings {
  readonly concurrency: number
  readonly maxParticipants?: number | undefined
  readonly maxConcurrentComputeUnits?: number | undefined
  readonly retries?: Retries | undefined
  readonly bail?: number | undefined
  readonly timeoutMs?: number | undefined
  readonly passWithNoTests: boolean
  readonly strictLoad?: boolean | undefined
  readonly plan: Omit<PlanOptions, 'version'>
  readonly shard?: { readonly index: number; readonly of: number } | undefined
}
