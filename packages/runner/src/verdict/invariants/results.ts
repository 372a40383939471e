import type { Result, Run } from '@loadero-test/core'
import { plural } from '@loadero-test/core/internal'
import type { CollectedResult } from '../../model/result.js'
import type { JudgedParticipant } from '../judged-participant.js'
import { violation, type Violation } from './violation.js'

/** A result read alone is the same as in the list. */
export function checkDetails(collected: readonly CollectedResult[]): readonly Violation[] {
  return collected.flatMap(({ overview, result }) => {
    if (!overview) return []
    if (overview.id !== result.id) {
      const message = `result ${overview.id} was requested, but result ${result.id} was sent`
      return [violation('result-list-and-detail', message)]
    }
    const differences = comparedKeys.filter(
      (key) => result[key] !== overview[key] && (overview[key] !== undefined || key in requiredInLists),
    )
    const detailsOf = ({ run_participant_id, participant_details }: Result) =>
      participant_details?.id ?? run_participant_id
    // The parts of a result name the result that they are of.
    const parts = [
      ...result.asserts.map(({ result_id }) => ({ kind: 'an assert', owner: result_id })),
      ...(result.mos?.visqol ?? []).map(({ result_id }) => ({ kind: 'a MOS score', owner: result_id })),
    ]
    const misplaced = parts.find(({ owner }) => owner !== undefined && owner !== result.id)
    const messages = [
      ...differences.map(
        (key) =>
          `result ${result.id} has ${key} ${overview[key] ?? 'none'} in the list, but ${result[key] ?? 'none'} alone`,
      ),
      ...(detailsOf(overview) === detailsOf(result)
        ? []
        : [
            `result ${result.id} is of participant ${detailsOf(overview) ?? '?'} in the list, but of ${detailsOf(result) ?? '?'} alone`,
          ]),
      ...(misplaced
        ? [`result ${result.id} has ${misplaced.kind} of result ${String(misplaced.owner)}`]
        : []),
    ]
    return messages.map((message) => violation('result-list-and-detail', message))
  })
}

/** The service sends them in every list. */
const requiredInLists = { status: true, selenium_result: true }

const comparedKeys = ['status', 'selenium_result', 'start', 'end', 'mos_status'] as const

/** What the script's outcome makes of a result. Asserts can only turn a pass into a fail. */
const allowedStatuses: Readonly<Record<string, readonly string[]>> = {
  pass: ['pass', 'fail'],
  fail: ['fail'],
  timeout: ['timeout'],
  aborted: ['aborted'],
}

export function checkStatuses(participants: readonly JudgedParticipant[]): readonly Violation[] {
  return participants.flatMap(({ result, overview, label }) => {
    const { status, selenium_result: script, asserts, start, end } = result
    // A status that is neither pass nor fail is inconclusive by itself.
    if (status === undefined || !Object.hasOwn(allowedStatuses, status)) return []
    const failed = asserts.filter((assert) => assert.status === 'fail').length
    const problem = !(allowedStatuses[script ?? ''] ?? []).includes(status)
      ? `its status is ${status}, but its script's is ${script ?? 'missing'}`
      : status === 'pass' && failed > 0
        ? `its status is pass, but ${plural(failed, 'assert')} failed`
        : status === 'fail' && script === 'pass' && failed === 0 && overview
          ? 'its status is fail, but its script passed and no assert failed'
          : start !== undefined && end !== undefined && !(Date.parse(start) <= Date.parse(end))
            ? `it started at ${start}, but ended at ${end}`
            : undefined
    return problem === undefined
      ? []
      : [violation('result-status', `result ${result.id} of ${label}: ${problem}`, [label])]
  })
}

/** A rate that the service rounded to two decimals is not a difference. */
const rateTolerance = 0.005

export function checkSuccessRate(
  { success_rate: rate }: Run,
  participants: readonly JudgedParticipant[],
  total: number,
): readonly Violation[] {
  const passed = participants.filter(({ status }) => status === 'passed').length
  // The service leaves out a rate of 0, and one that it did not compute. When all passed, `completenessReasons` requires it.
  if (rate === undefined) return []
  const isPossible = rate >= 0 && rate <= 1
  if (isPossible && (passed === total || Math.abs(rate - passed / Math.max(1, total)) <= rateTolerance))
    return []
  const message = `${passed} of ${plural(total, 'result')} passed, but the service reports a success rate of ${rate}`
  return [violation('success-rate', message)]
}
