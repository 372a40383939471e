import type { Run, RunParticipant, Statistics } from '@loadero-test/core'
import type { CollectedResult, Reason } from '../model/result.js'
import type { TestSpec } from '../model/spec.js'
import { participantIdOf, toJudgedParticipant } from './judged-participant.js'
import { checkAssertConsistency, propertiesOf } from './invariants/asserts.js'
import { checkAttribution, checkRunParticipants } from './invariants/participants.js'
import { checkDetails, checkStatuses, checkSuccessRate } from './invariants/results.js'
import { checkRun } from './invariants/run.js'
import { checkMetricStatus, checkMetricValues } from './invariants/values.js'
import { violation, type Violation } from './invariants/violation.js'
import { assignParticipants, wantedParticipants } from './invariants/wanted.js'

/** Everything that the service says about a done run. */
export interface RunSources {
  readonly run: Run
  /** The participants of the run. */
  readonly participants: readonly RunParticipant[]
  readonly collected: readonly CollectedResult[]
  readonly statistics?: Statistics | undefined
  /** Rows of a list that came twice with different content. */
  readonly repeats: readonly string[]
}

export interface Reconciliation {
  /** The participants that the spec asks for. */
  readonly wanted: number
  /** Participants of the run without a result. */
  readonly absent: readonly RunParticipant[]
  readonly violations: readonly Violation[]
}

/**
 * Compares everything that the service says about a done run with the spec and with itself: each participant and each
 * check exactly once, with the same facts in every source. A result that does not come is not a violation but an absence.
 */
export function reconcile(
  spec: Pick<TestSpec, 'groups' | 'participants' | 'asserts' | 'expects'>,
  { run, participants: actual, collected, statistics, repeats }: RunSources,
): Reconciliation {
  const wanted = wantedParticipants(spec)
  const participants = collected.map(toJudgedParticipant)
  const present = new Set(collected.map(({ result }) => participantIdOf(result)))
  const { assigned } = assignParticipants(actual, wanted)
  const properties = new Map([...assigned].map(([one, want]) => [one.id, propertiesOf(one, want)]))
  return {
    wanted: wanted.length,
    absent: actual.filter(({ id }) => !present.has(id)),
    violations: [
      ...repeats.map((message) => violation('result-of-participant', message)),
      ...checkRun(spec, run, participants),
      ...checkRunParticipants(run, actual, wanted),
      ...checkAttribution(run, actual, collected),
      ...checkDetails(collected),
      ...checkStatuses(participants),
      ...checkSuccessRate(run, participants, wanted.length),
      ...(statistics
        ? checkAssertConsistency({ asserts: spec.asserts, statistics, participants, properties })
        : []),
      ...checkMetricStatus(run, spec.expects),
      ...checkMetricValues(participants, spec.expects),
    ],
  }
}

/** One broken answer can violate an invariant once for each of ten thousand participants. */
const maxReasonsPerInvariant = 3

/** Violated invariants as the reasons of an errored test: `… (invariant result-status)`. */
export function violationReasons(violations: readonly Violation[]): readonly Reason[] {
  return [...new Set(violations.map(({ invariant }) => invariant))].flatMap((invariant) => {
    const found = violations.filter((one) => one.invariant === invariant)
    const rest = found.length - maxReasonsPerInvariant
    return found.slice(0, maxReasonsPerInvariant).map(({ message, participants = [] }, index): Reason => {
      const more = rest > 0 && index === maxReasonsPerInvariant - 1 ? `, and ${rest} more` : ''
      return {
        kind: 'results',
        message: `${message} (invariant ${invariant}${more})`,
        participants,
        evidence: [],
      }
    })
  })
}
