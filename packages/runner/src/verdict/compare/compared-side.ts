import type { Operator } from '@loadero-test/core'
import type { ParticipantOutcome, Verdict } from '../../model/result.js'
import type { Summary } from '../../model/session.js'

/** One test of a session, a run or a report. */
export interface ComparedTest {
  readonly name: string
  /** Id of the run. */
  readonly run?: number | undefined
  readonly verdict: Verdict
  readonly participants: readonly Pick<ParticipantOutcome, 'status' | 'traits' | 'values'>[]
  readonly gates: readonly ComparedGate[]
}

/** A threshold on a metric. */
export interface ComparedGate {
  readonly path: string
  readonly operator: Operator
  readonly limit: string
}

/** One of the two sides of a comparison. */
export interface ComparedSide {
  /** Names the side in reports: `session 20261126-101500-k79f`. */
  readonly name: string
  readonly simulated: boolean
  readonly tests: readonly ComparedTest[]
}

/** The tests of a session as a side of a comparison. */
export function sideOfSummary(
  name: string,
  { tests, simulated }: Pick<Summary, 'tests' | 'simulated'>,
): ComparedSide {
  return {
    name,
    simulated,
    tests: tests
      .filter(({ verdict }) => verdict !== 'skipped')
      .map(({ test, run, verdict, participants, checks }) => ({
        name: test.id,
        run: run?.id,
        verdict,
        participants,
        gates: checks.flatMap(({ gate }) => gate ?? []),
      })),
  }
}
