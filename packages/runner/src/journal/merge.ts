import { UserError } from '../model/errors.js'
import { exitOf } from '../model/exit-code.js'
import { byLocation } from '../model/not-run.js'
import type { Summary } from '../model/session.js'
import type { JournaledSession } from './read.js'
import { summaryOf } from './summary.js'

/**
 * Merges the shards of one session. A missing shard is an error, so that the session cannot pass.
 * @throws UserError when the sessions are not shards of one session
 */
export function mergeShards(sessions: readonly JournaledSession[]): Summary {
  const [first] = sessions
  if (!first) throw new UserError('usage', 'there are no sessions to merge')
  const shards = sessions.map(shardOf)
  checkShardsMatch(sessions)
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
    tests: summaries.flatMap(({ tests }) => tests).toSorted(byLocation),
    diagnostics: summaries.flatMap(({ diagnostics }) => diagnostics),
    errors: [
      ...summaries.flatMap(({ errors }) => errors),
      ...missing.map((index) => ({
        kind: 'service' as const,
        message: `shard ${index} of ${of} is missing: the outcome of its tests is unknown`,
        hint: 'Check the machine that should have run it, and whether its output directory was kept.',
      })),
    ],
    simulated: summaries.some(({ simulated }) => simulated),
    environment: first.opening.environment,
    ...(interrupted && { interruptedBy: interrupted }),
  }
  return { ...merged, exit: exitOf(merged, first.opening.settings) }
}

function shardOf({ opening: { id, settings } }: JournaledSession): { index: number; of: number } {
  if (settings.shard) return settings.shard
  throw new UserError(
    'usage',
    `session ${id} is not a shard`,
    'Run it with --shard i/n, or use `loadero-test report`.',
  )
}

/** What all shards of one session have in common. */
function sharedKeyOf({ opening: { target, settings, environment } }: JournaledSession): string {
  return JSON.stringify([target, settings.shard?.of, settings.prefix, environment['commit']])
}

function checkShardsMatch(sessions: readonly JournaledSession[]): void {
  const owners = new Map<string, string>()
  const requireUnique = (item: string, id: string) => {
    const other = owners.get(item)
    if (other !== undefined) throw new UserError('usage', `${item} is in both sessions ${other} and ${id}`)
    owners.set(item, id)
  }
  for (const session of sessions) {
    const { id } = session.opening
    const first = sessions[0]
    if (first && sharedKeyOf(session) !== sharedKeyOf(first)) {
      throw new UserError(
        'usage',
        `sessions ${first.opening.id} and ${id} are not shards of one session: their project, commit, prefix or number of shards differs`,
      )
    }
    requireUnique(`shard ${shardOf(session).index}`, id)
    for (const { test } of session.tests) requireUnique(`'${test.id}'`, id)
  }
}
