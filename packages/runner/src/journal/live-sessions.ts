import type { SessionTarget } from '../model/session-settings.js'
import type { Owner } from './owner-process.js'
import { liveSessionOwner } from './owner.js'
import { journalFile, sessionIds, sessionsIn, tryReadSession } from './sessions.js'

/** A session of another process that has not ended. */
export interface LiveSession {
  readonly id: string
  readonly owner: Owner
  readonly prefix: string
  /** Ids of the tests that it may still launch, whether one of its runs is live or not. */
  readonly waiting: ReadonlySet<string>
}

/** How many of the newest sessions are checked. */
const maxSessions = 20

/** Finds the live sessions of the same project among those that share an output directory. */
export function findLiveSessions(
  outputDir: string,
  target: SessionTarget | undefined,
): readonly LiveSession[] {
  if (target?.kind !== 'service') return []
  return sessionIds(sessionsIn(outputDir))
    .slice(0, maxSessions)
    .flatMap((id) => {
      const owner = liveSessionOwner(journalFile(outputDir, id))
      if (!owner) return []
      const session = tryReadSession(outputDir, id)
      // Its first line is not written yet, so its plan is made after this.
      if (!session) return []
      const { target: other, settings } = session.opening
      const isSame =
        other.kind === 'service' && other.projectId === target.projectId && other.apiBase === target.apiBase
      const waiting = session.tests.filter(({ result }) => !result).map(({ test }) => test.id)
      return isSame && waiting.length > 0
        ? [{ id, owner, prefix: settings.prefix, waiting: new Set(waiting) }]
        : []
    })
}
