import type { Check, Reason } from '../../model/result.js'
import type { JudgedParticipant } from '../judged-participant.js'

/** Why a participant's script did not pass; empty when it passed, or when that is unknown. */
export function scriptReasons({
  result,
  status,
  label,
  scriptError,
  files,
  failure,
}: JudgedParticipant): readonly Reason[] {
  const base = { participants: [label], evidence: files }
  // A page without its camera seldom says so: the script only waits for what does not come.
  const media = failure?.mediaFailures.map(({ text }) => text).join(', ')
  const cause = media ? ` (${media})` : ''
  if (status === 'timeout') {
    // The local engine says what was running, and a scenario what happened; another log's last error may have nothing
    // to do with the timeout.
    const [, position = '', simulated] =
      /^Cut short: .*?(, during .*)$|^(\[simulated\] .*)$/.exec(scriptError ?? '') ?? []
    const detail = simulated === undefined ? position : `: ${simulated}`
    return [{ ...base, kind: 'timeout', message: `participant timeout exceeded${detail}${cause}` }]
  }
  const hasFailedAsserts = result.asserts.some((assert) => assert.status === 'fail')
  if (status !== 'failed' || (result.selenium_result === 'pass' && hasFailedAsserts)) return []
  const message = scriptError ?? 'the script failed; its log has no error'
  return [{ ...base, kind: 'script', message: `${message}${cause}` }]
}

/** Checks the scripts of all participants of a done run. */
export function checkScript({
  participants,
  total,
  isExcused,
  isInconclusive,
}: {
  readonly participants: readonly JudgedParticipant[]
  readonly total: number
  /** Whether a failure counts only against the expected success rate. */
  readonly isExcused: (participant: JudgedParticipant) => boolean
  /** Whether the outcome of a participant is unknown. */
  readonly isInconclusive: boolean
}): Check {
  const failing = participants.filter((one) => scriptReasons(one).length > 0)
  const unknown = participants.filter(({ status }) => status === 'unknown')
  const isTolerated = (one: JudgedParticipant) => one.invalid !== undefined && isExcused(one)
  const hasUnknown = !unknown.every(isTolerated)
  const hasFailed = failing.some((one) => !isExcused(one))
  return {
    kind: 'script',
    name: 'script',
    outcome: hasFailed ? 'failed' : isInconclusive || hasUnknown ? 'errored' : 'passed',
    participants: { total, passed: participants.length - failing.length - unknown.length },
  }
}
