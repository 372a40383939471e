import { isLive } from '@loadero-test/core'
import { endedOwner, type Owner } from './owner.js'
import type { JournaledSession } from './read.js'
import { journalFile, readSession, sessionIds, sessionsIn } from './sessions.js'

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

/** Finds the sessions at Loadero that were killed and may have left runs. */
export function findEndedSessions(outputDir: string): readonly EndedSession[] {
  return readableSessionIds(outputDir)
    .slice(0, maxSessions)
    .flatMap((id) => {
      const owner = endedOwner(journalFile(outputDir, id))
      const session = owner && tryRead(outputDir, id)
      if (!owner || session?.opening.target.kind !== 'service') return []
      const runs = [...session.runs].filter(([, { status }]) => isLive(status)).map(([run]) => run)
      const unconfirmed = session.tests
        .filter(({ resumed }) => resumed?.kind === 'launching')
        .map(({ test }) => test.id)
      return runs.length + unconfirmed.length > 0 ? [{ id, owner, runs, unconfirmed }] : []
    })
}

/** None where the folder cannot be read: a command that needs it says so. */
function readableSessionIds(outputDir: string): readonly string[] {
  try {
    return sessionIds(sessionsIn(outputDir))
  } catch {
    return []
  }
}

function tryRead(outputDir: string, id: string): JournaledSession | undefined {
  try {
    return readSession(outputDir, id)
  } catch {
    // Its first line was cut off, so nothing was launched.
    return undefined
  }
}
