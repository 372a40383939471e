import { isLive } from '@loadero-test/core'
import type { Owner } from './owner-process.js'
import { endedOwner } from './owner.js'
import { journalFile, sessionIds, sessionsIn, tryReadSession } from './sessions.js'

/** A session whose process ended without its reports, and what it may have left at Loadero. */
export interface EndedSession {
  readonly id: string
  readonly owner: Owner
  /** Ids of runs that may be active. */
  readonly runs: readonly number[]
  /** Names of tests whose launch was not confirmed. */
  readonly unconfirmed: readonly string[]
}

/** How many of the newest sessions are checked. */
const maxSessions = 20

/**
 * Finds the sessions at Loadero that were killed and may have left runs.
 * @param except an id, or `last` for the newest session: a command that is about it says more
 */
export function findEndedSessions(outputDir: string, except?: string): readonly EndedSession[] {
  let ids: readonly string[]
  try {
    ids = sessionIds(sessionsIn(outputDir))
  } catch {
    // A folder that cannot be read is not a reason to refuse a command that does not need it.
    return []
  }
  const excepted = except === 'last' ? ids[0] : except
  return ids.slice(0, maxSessions).flatMap((id) => {
    const owner = id === excepted ? undefined : endedOwner(journalFile(outputDir, id))
    // Where its first line was cut off, nothing was launched.
    const session = owner && tryReadSession(outputDir, id)
    if (!owner || session?.opening.target.kind !== 'service') return []
    const runs = [...session.runs].filter(([, { status }]) => isLive(status)).map(([run]) => run)
    const unconfirmed = session.tests
      .filter(({ resumed }) => resumed?.kind === 'launching')
      .map(({ test }) => test.id)
    return runs.length + unconfirmed.length > 0 ? [{ id, owner, runs, unconfirmed }] : []
  })
}
