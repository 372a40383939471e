import type { MetricComparison } from './metric-comparison.js'
import type { Check, Verdict } from '../result.js'

/** What earlier sessions of the same output directory and target say about the tests of a session. */
export interface EarlierSessions {
  /** Newest first. */
  readonly sessions: readonly EarlierSession[]
  /** Tests against their newest judged result in these sessions, by the id of the test. */
  readonly comparisons: ReadonlyMap<string, EarlierComparison>
}

export interface EarlierSession {
  readonly id: string
  /** Milliseconds since the epoch. */
  readonly startedMs: number
  readonly commit?: string
  /** Those that the later session has, too, by id. */
  readonly tests: ReadonlyMap<string, EarlierTest>
}

export interface EarlierTest {
  readonly verdict: Verdict
  /** By the name of the check. */
  readonly checks: ReadonlyMap<string, { readonly outcome: Check['outcome']; readonly value?: number }>
}

/** A test against one earlier session, over the participants of both. */
export interface EarlierComparison {
  readonly session: EarlierSession
  readonly metrics: readonly MetricComparison[]
  /** What else differs, so that a difference may come from it. */
  readonly notices: readonly string[]
}
