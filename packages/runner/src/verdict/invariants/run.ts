import type { Run } from '@loadero-test/core'
import type { TestSpec } from '../../model/spec.js'
import { serviceTimeMs } from '../../model/wire/service-time.js'
import type { JudgedParticipant } from '../judged-participant.js'
import { violation, type Violation } from './violation.js'

/** The clocks of the service's machines differ. */
const clockToleranceMs = 60_000

/** The times and counts of a run do not contradict each other, its results or the spec. What is not set is not compared. */
export function checkRun(
  { groups, participants: ungrouped }: Pick<TestSpec, 'groups' | 'participants'>,
  run: Run,
  participants: readonly JudgedParticipant[],
): readonly Violation[] {
  const { execution_started: started, execution_finished: finished } = run
  const [createdMs, startedMs, finishedMs] = [
    serviceTimeMs(run.created),
    serviceTimeMs(started),
    serviceTimeMs(finished),
  ]
  const copies = groups.reduce((sum, { count }) => sum + count, 0)
  const problems: string[] = []
  if (finishedMs !== undefined && !((startedMs ?? Infinity) <= finishedMs))
    problems.push(`run ${run.id} was executed from ${started ?? 'no time'} to ${finished}`)
  // Whether a participant without a group counts as one is not documented.
  const most = ungrouped.reduce((sum, { count }) => sum + count, copies)
  if (run.group_count !== undefined && (run.group_count < copies || run.group_count > most))
    problems.push(`run ${run.id} counts ${run.group_count} group copies, but the spec has ${copies}`)
  const early = participants.find(
    ({ result }) => (serviceTimeMs(result.start) ?? Infinity) < (createdMs ?? 0) - clockToleranceMs,
  )
  if (early)
    problems.push(
      `result ${early.result.id} of ${early.label} started at ${early.result.start}, but run ${run.id} was created at ${run.created}`,
    )
  const late = participants.find(
    ({ result }) => (serviceTimeMs(result.end) ?? 0) > (finishedMs ?? Infinity) + clockToleranceMs,
  )
  if (late)
    problems.push(
      `result ${late.result.id} of ${late.label} ended at ${late.result.end}, but run ${run.id} was executed until ${finished}`,
    )
  return problems.map((message) => violation('run-complete', message))
}
