import type { Run } from '@loadero-test/core'
import type { InterruptedError, UserErrorCode } from './errors.js'
import type { Diagnostic } from './diagnostic.js'
import type { TestIdentity } from './spec.js'
import type { TestResult } from './result.js'

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
