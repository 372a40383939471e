import type { Run } from '@loadero-test/core'
import type { SideComparison } from './analysis/comparison.js'
import type { InterruptedError, UserErrorCode } from './errors.js'
import type { Exit } from './exit-codes.js'
import type { Diagnostic } from './diagnostic.js'
import type { TestIdentity } from './spec.js'
import type { TestResult } from './result.js'

/** How far a running test is. */
export interface Progress {
  /** What the session does with the test. */
  readonly phase: 'waiting' | 'applying' | 'launching' | 'live' | 'stopping' | 'collecting'
  /** From 1. */
  readonly attempt: number
  /**
   * While it waits: its position in the queue, from 1, at first and when it is among the next two. A smaller test may
   * still start before it.
   */
  readonly position?: number
  /** As of the last poll. Absent before the launch. */
  readonly run?: Run
  /** The latest expected end of the test, in milliseconds since the epoch. */
  readonly expectedEndMs?: number
}

/** An unusual event that stays on the screen. */
export interface Notice {
  /** One line or more. */
  readonly message: string
  /** Whether it needs attention. */
  readonly severity: 'info' | 'warning'
  /** The test that it concerns. Absent for the session. */
  readonly test?: TestIdentity
}

export interface SessionError {
  /**
   * `refused`: the service denied the request. `service`: the service failed or did not respond. `code`: a spec file
   * threw an error that belongs to no test.
   */
  readonly kind: UserErrorCode | 'refused' | 'service' | 'reporter' | 'code'
  readonly message: string
  readonly hint?: string
  /** The id of the only test that it concerns. The result of this test has the message as its reason. */
  readonly test?: string
}

/** The errors of the whole session. An error that concerns one test belongs to that test. */
export function sessionErrors({ errors }: Pick<Summary, 'errors'>): readonly SessionError[] {
  return errors.filter(({ test }) => test === undefined)
}

/** What to do about the error of one test. */
export function hintFor({ errors }: Pick<Summary, 'errors'>, { id }: TestIdentity): string | undefined {
  return errors.find(({ test }) => test === id)?.hint
}

/** The result of a session. */
export interface Summary {
  /** Identifies the session for `attach`, `stop` and `report`. */
  readonly sessionId: string
  /** Milliseconds since the epoch. */
  readonly startedMs: number
  /** In milliseconds. */
  readonly durationMs: number
  /** The results of all selected tests. */
  readonly tests: readonly TestResult[]
  /** Problems of the specs that were found before anything was sent. */
  readonly diagnostics: readonly Diagnostic[]
  /** The signal that ended the session early. */
  readonly interruptedBy?: InterruptedError['by']
  /** The session was detached. `tests` does not contain tests that are running or waiting. */
  readonly detached?: { readonly launched: number; readonly waiting: number }
  /** Errors that affect more than one test: a refused token, an ambiguous plan, a reporter that threw. */
  readonly errors: readonly SessionError[]
  /** The comparison with an earlier session, run or report, when one was asked for. */
  readonly comparison?: SideComparison
  /** Whether the outcomes of participants came from a scenario, not from browsers. */
  readonly simulated: boolean
  /** The commit, branch and build address of the session, for reports. */
  readonly environment: Readonly<Record<string, string>>
  /** The exit code of the command, and its reason. */
  readonly exit: Exit
}
