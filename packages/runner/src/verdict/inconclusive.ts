import { isLive, type Run, runStatuses, type RunParticipant } from '@loadero-test/core'
import type { Reason } from '../model/model.js'
import type { JudgedParticipant } from './participant-outcome.js'
import { labelOf } from './participant-outcome.js'

/** What a run says of itself, and who took part in it. */
export interface ParticipantAttendance {
  readonly run: Run
  readonly participants: readonly JudgedParticipant[]
  /** Those whose result is missing, where they are known. */
  readonly absent: readonly RunParticipant[]
  /** How many there should be. */
  readonly total: number
}

export function inconclusiveReasons({ id, status }: Run): readonly Reason[] {
  if (status === 'done') return []
  if (isLive(status)) return [inconclusiveCheck('run', `run ${id} did not end: its status is ${status ?? 'missing'}`)]
  const { meaning } = runStatuses[status as keyof typeof runStatuses]
  const words = {
    stopped: 'it was stopped before its end',
    configuration: 'the test has no participants',
    infrastructure: 'the service could not carry it out; running it again may help',
  }
  return [inconclusiveCheck('run', `run ${id} ended as ${status}: ${words[meaning as keyof typeof words]}`)]
}

/** What a run that is done leaves open about its participants, but for those with a result that says nothing. */
export function attendanceReasons({ run, participants, absent, total }: ParticipantAttendance): readonly Reason[] {
  if (total === 0) return [inconclusiveCheck('results', `run ${run.id} has no participants and no results`)]
  const missing = total - participants.length
  if (missing > 0) {
    return [inconclusiveCheck('results', `${missing} of ${total} participants have no result`, absent.map(labelOf))]
  }
  const rate = run.success_rate ?? 0
  // The service left its own count out, or counts otherwise than its results: believe neither.
  if (participants.every(({ status }) => status === 'passed') && rate < 0.9999) {
    return [inconclusiveCheck('results', `every result is a pass, but the service gives a success rate of ${rate}`)]
  }
  return []
}

/** Of a result that says neither pass nor fail. */
export function unclear({ result, label, scriptError, files }: JudgedParticipant): Reason {
  const why = scriptError ? `: ${scriptError}` : ''
  const message = `the result is ${result.status ?? 'missing'}, which says neither pass nor fail${why}`
  return { ...inconclusiveCheck('results', message, [label]), evidence: files }
}

export function inconclusiveCheck(
  kind: 'run' | 'results',
  message: string,
  participants: readonly string[] = [],
): Reason {
  return { kind, message, participants, evidence: [] }
}
