import { UserError } from '../model/errors.js'
import { exitOf } from '../model/exit-code.js'
import { byLocation } from '../model/not-run.js'
import { type TestResult, worstFirst } from '../model/result.js'
import type { Summary } from '../model/session.js'
import type { CollectedSessions } from './sessions.js'
import { shardError, shardProblems } from './shard-problems.js'
import { summaryOf } from './summary.js'

/**
 * Merges the shards of one session. All results are reported. What makes the merged outcome unknown is an error, so that
 * it cannot pass: a shard that is missing, unreadable, there twice or of another session.
 * @throws UserError when none of the sessions is a shard
 */
export function mergeShards({ sessions, unreadable }: CollectedSessions): Summary {
  const [first] = sessions
  if (!first) throw new UserError('usage', 'there are no sessions to merge')
  if (sessions.every(({ opening }) => !opening.settings.shard)) {
    throw new UserError(
      'usage',
      `session ${first.opening.id} is not a shard`,
      'Run it with --shard i/n, or use `loadero-test report`.',
    )
  }
  const summaries = sessions.map(summaryOf)
  const startedMs = Math.min(...summaries.map((one) => one.startedMs))
  const interrupted = summaries.find(({ interruptedBy }) => interruptedBy)?.interruptedBy
  const results = new Map<string, TestResult>()
  for (const result of summaries.flatMap(({ tests }) => tests)) {
    const known = results.get(result.test.id)
    const isWorse = known && worstFirst.indexOf(result.verdict) < worstFirst.indexOf(known.verdict)
    if (!known || isWorse) results.set(result.test.id, result)
  }
  const merged: Omit<Summary, 'exit'> = {
    sessionId: first.opening.id,
    startedMs,
    durationMs: Math.max(...summaries.map((one) => one.startedMs + one.durationMs)) - startedMs,
    tests: [...results.values()].toSorted(byLocation),
    diagnostics: summaries.flatMap(({ diagnostics }) => diagnostics),
    errors: [
      ...summaries.flatMap(({ errors }) => errors),
      ...unreadable.map(({ message, hint }) =>
        shardError(`${message}: the outcome of its tests is unknown`, hint),
      ),
      ...shardProblems(sessions),
    ],
    simulated: summaries.some(({ simulated }) => simulated),
    environment: first.opening.environment,
    ...(interrupted && { interruptedBy: interrupted }),
  }
  return { ...merged, exit: exitOf(merged, first.opening.settings) }
}
