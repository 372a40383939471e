import { exitOf } from '../verdict/exit-code.js'
import { UserError } from '../model/errors.js'
import type { SessionError, Summary } from '../model/model.js'
import type { JournaledSession } from './read.js'
import { byPlace, summaryOf } from './summary.js'

/**
 * One summary of the shards of one session. A shard that is missing is an error of the session, so that it cannot pass.
 * @throws UserError when they are not shards of one session
 */
export function mergeShards(sessions: readonly JournaledSession[]): Summary {
  const [first] = sessions
  if (!first) throw new UserError('usage', 'there are no sessions to merge')
  const shards = sessions.map(shardOf)
  checkAlike(sessions)
  const of = shards[0]?.of ?? 1
  const indexes = shards.map(({ index }) => index)
  const summaries = sessions.map(summaryOf)
  const missing = Array.from({ length: of }, (_, index) => index + 1).filter(
    (index) => !indexes.includes(index),
  )
  const startedMs = Math.min(...summaries.map((one) => one.startedMs))
  const interrupted = summaries.find(({ interruptedBy }) => interruptedBy)?.interruptedBy
  const merged: Omit<Summary, 'exit'> = {
    sessionId: first.opening.id,
    startedMs,
    durationMs: Math.max(...summaries.map((one) => one.startedMs + one.durationMs)) - startedMs,
    tests: summaries.flatMap(({ tests }) => tests).toSorted(byPlace),
    diagnostics: summaries.flatMap(({ diagnostics }) => diagnostics),
    errors: [...summaries.flatMap(({ errors }) => errors), ...missing.map(missingShard(of))],
    simulated: summaries.some(({ simulated }) => simulated),
    environment: first.opening.facts,
    ...(interrupted && { interruptedBy: interrupted }),
  }
  return { ...merged, exit: exitOf(merged, first.opening.settings) }
}

function missingShard(of: number) {
  return (index: number): SessionError => ({
    kind: 'service',
    message: `shard ${index} of ${of} is missing: nobody knows what became of its tests`,
    hint: 'Look at the machine that should have run it, and whether its output directory was kept.',
  })
}

function shardOf({ opening: { id, settings } }: JournaledSession): { index: number; of: number } {
  if (settings.shard) return settings.shard
  throw new UserError('usage', `session ${id} is no shard`, 'Run it with --shard i/n, or use `report`.')
}

/** What is the same in all shards of one session. */
function commonOf({ opening: { target, settings, facts } }: JournaledSession): string {
  return JSON.stringify([target, settings.shard?.of, settings.plan.prefix, facts['commit']])
}

function checkAlike(sessions: readonly JournaledSession[]): void {
  const owners = new Map<string, string>()
  const once = (what: string, id: string) => {
    const other = owners.get(what)
    if (other !== undefined) throw new UserError('usage', `${what} is both in session ${other} and in ${id}`)
    owners.set(what, id)
  }
  for (const session of sessions) {
    const { id } = session.opening
    const first = sessions[0]
    if (first && commonOf(session) !== commonOf(first)) {
      throw new UserError(
        'usage',
        `sessions ${first.opening.id} and ${id} do not belong together: they differ in project, commit, prefix or number of shards`,
      )
    }
    once(`shard ${shardOf(session).index}`, id)
    for (const { test } of session.tests) once(`'${test.id}'`, id)
  }
}
