import type { Reason } from '../model/result.js'
import { assertReasons } from './checks/check-asserts.js'
import { scriptReasons } from './checks/check-script.js'
import { unknownResultReason } from './inconclusive.js'
import type { JudgedParticipant } from './judged-participant.js'

/** Why a participant did not pass; empty when it passed. */
export function participantReasons(participant: JudgedParticipant): readonly Reason[] {
  return participant.status === 'unknown'
    ? [unknownResultReason(participant)]
    : [...scriptReasons(participant), ...assertReasons(participant)]
}

export function hasFailed({ status }: JudgedParticipant): boolean {
  return status === 'failed' || status === 'timeout'
}
