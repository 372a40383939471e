import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { errorMessage } from '@loadero-test/core/internal'
import { hasErrors } from '../model/diagnostic.js'
import { UserError } from '../model/errors.js'
import { forgetEndedOwner } from './owner.js'
import { type JournaledSession, readJournal } from './read.js'

const folder = 'sessions'
const ending = '.ndjson'

export function sessionsIn(outputDir: string): string {
  return join(outputDir, folder)
}

export function journalFile(outputDir: string, sessionId: string): string {
  return join(sessionsIn(outputDir), `${sessionId}${ending}`)
}

/** The logs and artifacts of a session. No other session writes there, so that its reports can be written again. */
export function evidenceFolder(outputDir: string, sessionId: string): string {
  return join(sessionsIn(outputDir), sessionId)
}

/** Ids of the sessions in a directory, newest first. Ids sort by time. */
export function sessionIds(directory: string): readonly string[] {
  return existsSync(directory)
    ? readdirSync(directory)
        .filter((name) => name.endsWith(ending))
        .map((name) => name.slice(0, -ending.length))
        .toSorted()
        .toReversed()
    : []
}

/**
 * Reads a session by its id; `last` is the newest one.
 * @throws UserError when there is none, or its journal cannot be read
 */
export function readSession(outputDir: string, sessionId: string): JournaledSession {
  const directory = sessionsIn(outputDir)
  const id = sessionId === 'last' ? sessionIds(directory)[0] : sessionId
  if (id === undefined || !/^[\w-]+$/.test(id) || !existsSync(journalFile(outputDir, id))) {
    const known = sessionIds(directory).slice(0, 5)
    throw new UserError(
      'usage',
      id === undefined
        ? `no session was found in ${directory}`
        : `session '${id}' was not found in ${directory}`,
      known.length > 0 ? `The newest sessions are: ${known.join(', ')}.` : 'Check --output-dir.',
    )
  }
  const file = journalFile(outputDir, id)
  return readJournal(readFileSync(file, 'utf8'), file)
}

/** Reads a session by its id; `undefined` when its journal cannot be read, for example because its first line was cut off. */
export function tryReadSession(outputDir: string, sessionId: string): JournaledSession | undefined {
  try {
    return readSession(outputDir, sessionId)
  } catch {
    return undefined
  }
}

/** The sessions whose journals are valid, newest first. A journal that was cut off in its first line is skipped. */
export function* readableSessions(outputDir: string): Generator<JournaledSession> {
  for (const id of sessionIds(sessionsIn(outputDir))) {
    try {
      yield readSession(outputDir, id)
    } catch (error) {
      if (!(error instanceof UserError)) throw error
    }
  }
}

/** A killed session that has no active run is no longer reported. */
export function forgetEndedSession(outputDir: string, sessionId: string): void {
  forgetEndedOwner(journalFile(outputDir, sessionId))
}

/** The newest readable session that had tests to run. */
export function lastSession(outputDir: string): JournaledSession | undefined {
  for (const session of readableSessions(outputDir)) {
    if (session.tests.length > 0 && !hasErrors(session.opening.diagnostics)) return session
  }
  return undefined
}

/** Sessions of several machines. */
export interface CollectedSessions {
  readonly sessions: readonly JournaledSession[]
  /** Why the others cannot be read. */
  readonly unreadable: readonly UserError[]
}

/**
 * The newest session of each output directory below a directory, such as the collected artifacts of several machines.
 * @throws UserError when there is none
 */
export function sessionsBelow(directory: string): CollectedSessions {
  const files = existsSync(directory)
    ? readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith(ending))
    : []
  const homes = new Set(files.map((name) => dirname(join(directory, name))))
  const newest = [...homes]
    .filter((home) => basename(home) === folder)
    .toSorted()
    .flatMap((home) =>
      sessionIds(home)
        .slice(0, 1)
        .map((id) => join(home, `${id}${ending}`)),
    )
  const sessions: JournaledSession[] = []
  const unreadable: UserError[] = []
  for (const file of newest) {
    try {
      sessions.push(readJournal(readFileSync(file, 'utf8'), file))
    } catch (error) {
      unreadable.push(
        error instanceof UserError
          ? error
          : new UserError('usage', `${file} cannot be read: ${errorMessage(error)}`),
      )
    }
  }
  if (sessions.length > 0) return { sessions, unreadable }
  const [first] = unreadable
  throw (
    first ??
    new UserError(
      'usage',
      `no session was found below ${directory}`,
      'Pass the directory that contains the output directories of the shards.',
    )
  )
}
