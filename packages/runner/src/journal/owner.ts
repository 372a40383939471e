import { mkdirSync, rmSync, statSync, utimes } from 'node:fs'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { UserError } from '../model/errors.js'
import { readTextOrEmpty } from '../model/wire/read-text.js'
import { createFileAtomic } from './create-file.js'
import { isAlive, type Owner, ownText } from './owner-process.js'

/** How often an owner shows that it is alive, for processes of other machines. */
const heartbeatMs = 10_000
/**
 * Makes this process the only one that continues a session, until it releases the claim or ends.
 * @returns releases the claim
 * @throws UserError when another process continues the session
 */
export function claimSession(journal: string, sessionId: string): () => void {
  const file = ownerFile(journal)
  const own = ownText()
  mkdirSync(dirname(file), { recursive: true })
  while (!createFileAtomic(file, own)) {
    const other = liveOwner(file)
    if (other) {
      throw new UserError(
        'usage',
        `session ${sessionId} is in use by process ${other.pid}${other.host === hostname() ? '' : ` on ${other.host}`}`,
        `End that process first, or stop the runs with \`loadero-test stop ${sessionId}\`.`,
      )
    }
    removeEnded(file)
  }
  const heartbeat = setInterval(() => {
    // Where the directory was removed, the next write of the journal says so.
    utimes(file, new Date(), new Date(), () => undefined)
  }, heartbeatMs).unref()
  return () => {
    clearInterval(heartbeat)
    if (readTextOrEmpty(file) === own) rmSync(file, { force: true })
  }
}

/** The owner that a session was left by: its process ended without releasing the claim. */
export function endedOwner(journal: string): Owner | undefined {
  const file = ownerFile(journal)
  return liveOwner(file) ? undefined : parseOwner(readTextOrEmpty(file))
}

/** The other process that continues a session now. */
export function liveSessionOwner(journal: string): Owner | undefined {
  const file = ownerFile(journal)
  return readTextOrEmpty(file) === '' ? undefined : liveOwner(file)
}

/** Forgets an owner that has ended. */
export function forgetEndedOwner(journal: string): void {
  removeEnded(ownerFile(journal))
}

function ownerFile(journal: string): string {
  return `${journal}.owner`
}

/** Removes the file of an owner that has ended. One process at a time, so that none removes the file of a new owner. */
function removeEnded(file: string): void {
  const takeover = `${file}.takeover`
  if (!createFileAtomic(takeover, ownText())) {
    // Its process was killed in the middle.
    if (readOwner(takeover) === 'ended') rmSync(takeover, { force: true })
    return
  }
  try {
    // A file that its owner has just removed can be that of a new owner in the next moment.
    if (readOwner(file) === 'ended') rmSync(file, { force: true })
  } finally {
    rmSync(takeover, { force: true })
  }
}

function liveOwner(file: string): Owner | undefined {
  const owner = readOwner(file)
  return typeof owner === 'string' ? undefined : owner
}

/** The owner of a file that exists, or that its process has ended. */
function readOwner(file: string): Owner | 'ended' | 'absent' {
  const owner = parseOwner(readTextOrEmpty(file))
  const status = statSync(file, { throwIfNoEntry: false })
  if (status === undefined) return 'absent'
  const age = Date.now() - status.mtimeMs
  // Without links, a file is empty for a moment.
  if (owner === undefined) return age < 1_000 ? { pid: 0, host: hostname() } : 'ended'
  return isAlive(owner, age) ? owner : 'ended'
}

function parseOwner(text: string): Owner | undefined {
  try {
    return JSON.parse(text) as Owner
  } catch {
    return undefined
  }
}
