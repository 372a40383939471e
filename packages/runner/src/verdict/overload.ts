import { computeUnits } from '@loadero-test/core'
import { computeUnitSize, plural } from '@loadero-test/core/internal'
import { type CollectedResult, type Reason, reasonText, type TestResult } from '../model/result.js'
import type { ExpectationSpec } from '../model/spec.js'
import type { CheckOutcome } from './checks/check-asserts.js'
import { checkExpectation } from './checks/expectations.js'
import { inconclusiveReason } from './inconclusive.js'
import { type JudgedParticipant, type Overload, toJudgedParticipant } from './judged-participant.js'
import { dependsOnLoad } from './load-dependence.js'
import { metricValue } from './metric-value.js'
import { hasFailed, participantReasons } from './participant-reasons.js'

const cpuPath = 'machine/cpu/percent/95th'
/** At Loadero, each participant has a machine of its own: its compute unit. */
const maxCpuPercent = 95

/** Why a participant's values are not reliable, because of its machine; `undefined` when they are, or when nothing is known. */
function overloadOf({
  result,
  machine,
  traits,
}: Pick<JudgedParticipant, 'result' | 'machine' | 'traits'>): Overload | undefined {
  if (machine) return localOverloads[machine.state](machine.detail)
  const percent = metricValue(result, cpuPath)
  if (percent === undefined || percent < maxCpuPercent) return undefined
  const { computeUnit = 'unknown' } = traits
  const size = computeUnitSize(computeUnit)
  const larger = computeUnits
    .map((name) => ({ name, units: computeUnitSize(name) ?? 0 }))
    .toSorted((a, b) => a.units - b.units)
    .find(({ units }) => size !== undefined && units > size)
  return {
    cause: `compute unit ${computeUnit} was overloaded (${cpuPath} is ${Math.round(percent)} %)`,
    advice: larger
      ? `Use compute unit ${larger.name}, which costs ${larger.units} compute units for each participant instead of ${size}`
      : 'Let the page and the script use less CPU: there is no larger compute unit',
  }
}

const localOverloads = {
  sufficient: () => undefined,
  overloaded: (detail: string) => ({
    cause: `the machine was overloaded (${detail})`,
    advice: 'Run fewer participants at a time, or run the test on a machine with more free CPU',
  }),
  'not measured': () => ({
    cause: 'the load of the machine was not measured',
    advice: 'Run the test again',
  }),
} as const

const lostPartner: Overload = {
  cause: 'another participant of the group was lost',
  advice: 'Run the test again',
}

/**
 * Marks the participants whose machine was overloaded. One that failed only for reasons that depend on load has no
 * outcome: its status becomes unknown, so its test is errored. The same holds when the browser, driver or host of a
 * participant in its group was lost, because the others may have waited for it. Any other failure stays.
 */
export function discountLoad(
  participants: readonly JudgedParticipant[],
  reasonsOf = participantReasons,
): readonly JudgedParticipant[] {
  const lostGroups = new Set(
    participants.filter(({ result }) => result.status === 'aborted').flatMap(groupKeyOf),
  )
  return participants.map((participant) => {
    const overload = overloadOf(participant)
    const marked = overload ? { ...participant, overload } : participant
    const isDisturbed = groupKeyOf(participant).some((key) => lostGroups.has(key))
    const cause = overload ?? (isDisturbed ? lostPartner : undefined)
    if (cause === undefined || !hasFailed(participant)) return marked
    const reasons = reasonsOf(participant)
    if (!reasons.every((reason) => isLoadDependent(reason, participant))) return marked
    return {
      ...marked,
      status: 'unknown',
      invalid: invalidMessage(cause, reasons.map(reasonText).join('; ')),
    }
  })
}

/** What a result says about the machines of its participants. A load that was not measured is not overload. */
export function overloadCauseOf(participants: readonly JudgedParticipant[]): Pick<TestResult, 'overload'> {
  const { overload } = participants.find((one) => one.overload && one.machine?.state !== 'not measured') ?? {}
  return overload ? { overload: overload.cause } : {}
}

/** What the load of machines leaves open: it was too high, or it is unknown although a failure may come from it. */
export function loadWarnings(
  participants: readonly JudgedParticipant[],
  mayBeUnmeasured: boolean,
): readonly string[] {
  const countOf = (some: readonly JudgedParticipant[]) =>
    `${some.length} of ${plural(participants.length, 'participant')}`
  const overloaded = participants.filter(({ overload }) => overload)
  const [first] = overloaded
  const unknown = participants.filter(
    (one) =>
      mayBeUnmeasured &&
      hasFailed(one) &&
      one.machine === undefined &&
      metricValue(one.result, cpuPath) === undefined &&
      participantReasons(one).every((reason) => isLoadDependent(reason, one)),
  )
  return [
    ...(first?.overload
      ? [
          `${countOf(overloaded)} ran under load: ${first.overload.cause}, so times and numbers may be worse than those of the product. ${first.overload.advice}.`,
        ]
      : []),
    ...(unknown.length > 0
      ? [
          `${countOf(unknown)} failed by a time or a number, and the load of their machines is unknown: load mode does not measure it, and the browsers of a grid may not know it. Compare with a run in performance mode.`,
        ]
      : []),
  ]
}

/** The reason of a callback of the author that failed by a time or a number of overloaded machines, or `undefined`. */
export function invalidVerifyReason(
  failure: Reason,
  collected: readonly CollectedResult[],
): Reason | undefined {
  const participants = collected.map(toJudgedParticipant)
  const overloaded = participants.filter((participant) => overloadOf(participant))
  const [overload] = overloaded.flatMap((participant) => overloadOf(participant) ?? [])
  if (overload === undefined || !dependsOnLoad(failure.message)) return undefined
  const message = invalidMessage(overload, failure.message)
  const reason = inconclusiveReason(
    'results',
    message,
    overloaded.map(({ label }) => label),
  )
  return { ...reason, ...(failure.details && { details: failure.details }) }
}

function groupKeyOf({ result: { participant_details: details } }: JudgedParticipant): readonly string[] {
  return details?.group_name ? [`${details.group_name} #${details.group_num}`] : []
}

function isLoadDependent({ kind, actual }: Reason, participant: JudgedParticipant): boolean {
  if (kind === 'timeout') return true
  // A text, such as the name of a codec, does not depend on load.
  if (kind === 'assert') return actual === undefined || /^(?:-?[\d.]|no value)/.test(actual)
  return dependsOnLoad(participant.firstFailure ?? participant.scriptError)
}

/** One sentence with the cause, the failure and the advice. */
function invalidMessage({ cause, advice }: Overload, failure: string): string {
  return `${cause}, so this failure says nothing about the product: ${failure.replace(/\.$/, '')}. ${advice}.`
}

/**
 * Checks an expectation. One that fails only with the values of overloaded machines is errored; one that also fails
 * without them stays failed. A success rate already counts participants without an outcome as such.
 */
export function checkExpectationUnderLoad(
  spec: ExpectationSpec,
  participants: readonly JudgedParticipant[],
): CheckOutcome {
  const outcome = checkExpectation(spec, participants)
  const unreliable = participants.filter(({ overload, invalid }) => overload ?? invalid)
  if (spec.metric === undefined || outcome.check.outcome !== 'failed' || unreliable.length === 0)
    return outcome
  const reliable = participants.filter((participant) => !unreliable.includes(participant))
  const without = checkExpectation(spec, reliable).check
  const hadUnreliable = without.participants.total < outcome.check.participants.total
  if (!hadUnreliable || (without.outcome === 'failed' && without.participants.total > 0)) return outcome
  const overload = unreliable.find((participant) => participant.overload)?.overload ?? lostPartner
  const failure = outcome.reasons.map(reasonText).join('; ')
  const reason = inconclusiveReason('results', invalidMessage(overload, failure))
  const affected = outcome.reasons.flatMap((each) => each.participants)
  return {
    check: { ...outcome.check, outcome: 'errored' },
    reasons: [{ ...reason, participants: affected }],
  }
}
