import { isLive, type Run, runStatuses, type RunParticipant } from '@loadero-test/core'
import type { Reason } from '../model/result.js'
import { type JudgedParticipant, labelOf } from './judged-participant.js'

/** Why a run that is not done cannot be judged. */
export function unfinishedReasons({ id, status }: Run): readonly Reason[] {
  if (status === 'done') return []
  if (isLive(status)) {
    return [inconclusiveReason('run', `run ${id} did not end: its status is ${status ?? 'missing'}`)]
  }
  const { meaning } = runStatuses[status as keyof typeof runStatuses]
  const message = {
    stopped: 'it was stopped before its end',
    configuration: 'the test has no participants',
    infrastructure: 'an error of the service; running it again may help',
  }[meaning as 'stopped' | 'configuration' | 'infrastructure']
  return [inconclusiveReason('run', `run ${id} ended as ${status}: ${message}`)]
}

export interface RunCompleteness {
  readonly run: Run
  readonly participants: readonly JudgedParticipant[]
  /** Participants without a result, where they are known. */
  readonly absent: readonly RunParticipant[]
  /** How many participants the run has. */
  readonly total: number
}

/** Why a done run cannot be judged: results are missing, or contradict the service's success rate. */
export function completenessReasons({
  run,
  participants,
  absent,
  total,
}: RunCompleteness): readonly Reason[] {
  if (total === 0) return [inconclusiveReason('results', `run ${run.id} has no participants and no results`)]
  const missing = total - participants.length
  if (missing > 0) {
    const message = `${missing} of ${total} participants have no result`
    return [inconclusiveReason('results', message, absent.map(labelOf))]
  }
  const rate = run.success_rate ?? 0
  // When the service's own count disagrees with its results, neither is believed.
  if (participants.every(({ status }) => status === 'passed') && rate < 0.9999) {
    const message = `every result is a pass, but the service reports a success rate of ${rate}`
    return [inconclusiveReason('results', message)]
  }
  return []
}

/** The reason for a result that is neither pass nor fail. */
export function unknownResultReason(participant: JudgedParticipant): Reason {
  const { result, label, scriptError, files, invalid } = participant
  const detail = scriptError ? `: ${scriptError}` : ''
  const message = invalid ?? `the result is ${result.status ?? 'missing'}, neither pass nor fail${detail}`
  return { ...inconclusiveReason('results', message, [label]), evidence: files }
}

export function inconclusiveReason(
  kind: 'run' | 'results',
  message: string,
  participants: readonly string[] = [],
): Reason {
  return { kind, message, participants, evidence: [] }
}
