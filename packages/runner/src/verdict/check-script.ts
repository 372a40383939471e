import type { Check, Reason } from '../model/model.js'
import type { JudgedParticipant } from './participant-outcome.js'

/** Why a participant's script did not pass; empty when it did, or when that is not known. */
export function scriptReasons({ result, status, label, scriptError, files }: JudgedParticipant): readonly Reason[] {
  const base = { participants: [label], evidence: files }
  if (status === 'timeout') {
    return [{ ...base, kind: 'timeout', message: 'the participant timeout was exceeded' }]
  }
  const assertsFailed = result.asserts.some((assert) => assert.status === 'fail')
  if (status !== 'failed' || (result.selenium_result === 'pass' && assertsFailed)) return []
  const message = scriptError ?? 'the script failed; its log does not say why'
  return [{ ...base, kind: 'script', message }]
}

export interface ScriptScene {
  readonly participants: readonly JudgedParticipant[]
  readonly total: number
  /** Failures of which count only against the expected success rate. */
  readonly excused: (participant: JudgedParticipant) => boolean
  /** Whether the run leaves open what became of somebody. */
  readonly doubtful: boolean
}

/** The scripts of all participants of a run that is done. */
export function checkScript({ participants, total, excused, doubtful }: ScriptScene): Check {
  const failing = participants.filter((one) => scriptReasons(one).length > 0)
  const unknown = participants.filter(({ status }) => status === 'unknown').length
  const failed = failing.some((one) => !excused(one))
  return {
    kind: 'script',
    name: 'script',
    outcome: failed ? 'failed' : doubtful || unknown > 0 ? 'errored' : 'passed',
    participants: { total, passed: participants.length - failing.length - unknown },
  }
}
