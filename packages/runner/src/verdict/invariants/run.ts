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
  const problems = Object.entries({
    created: run.created,
    execution_started: started,
    execution_finished: finished,
  }).flatMap(([name, time]) =>
    time !== undefined && serviceTimeMs(time) === undefined
      ? [`run ${run.id} has ${name} ${time}, which is not a valid time`]
      : [],
  )
  if (finishedMs !== undefined && !((startedMs ?? Infinity) <= finishedMs))
    problems.push(`run ${run.id} was executed from ${started ?? 'no time'} to ${finished}`)
  // Whether a participant without a group counts as one is not documented.
  const most = ungrouped.reduce((sum, { count }) => sum + count, copies)
  if (run.group_count !== undefined && (run.group_count < copies || run.group_count > most))
    problems.push(`run ${run.id} counts ${run.group_count} group copies, but the spec has ${copies}`)
  const { created } = run
  for (const { result, label } of participants) {
    const [start, end] = [serviceTimeMs(result.start), serviceTimeMs(result.end)]
    const times = [start, end].filter((time) => time !== undefined)
    const subject = `result ${result.id} of ${label}`
    if (times.some((time) => time < (createdMs ?? 0) - clockToleranceMs))
      problems.push(
        `${subject} is of ${result.start ?? result.end}, but run ${run.id} was created at ${created}`,
      )
    else if (times.some((time) => time > (finishedMs ?? Infinity) + clockToleranceMs))
      problems.push(
        `${subject} is of ${result.end ?? result.start}, but run ${run.id} was executed until ${finished}`,
      )
    else if ((end ?? Infinity) < (startedMs ?? 0) - clockToleranceMs)
      problems.push(`${subject} ended at ${result.end}, but run ${run.id} was executed from ${started}`)
  }
  return problems.map((message) => violation('run-complete', message))
}
