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
    const { state, owner } = readOwner(file)
    if (state === 'live') {
      throw new UserError(
        'usage',
        `session ${sessionId} is in use by process ${owner.pid}${owner.host === hostname() ? '' : ` on ${owner.host}`}`,
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
  const { state, owner } = readOwner(ownerFile(journal))
  return state === 'live' ? undefined : owner
}

/** The other process that continues a session now. */
export function liveSessionOwner(journal: string): Owner | undefined {
  const file = ownerFile(journal)
  if (readTextOrEmpty(file) === '') return undefined
  const { state, owner } = readOwner(file)
  return state === 'live' ? owner : undefined
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
    if (readOwner(takeover).state === 'ended') rmSync(takeover, { force: true })
    return
  }
  try {
    // A file that its owner has just removed can be that of a new owner in the next moment.
    if (readOwner(file).state === 'ended') rmSync(file, { force: true })
  } finally {
    rmSync(takeover, { force: true })
  }
}

type OwnerState =
  | { readonly state: 'live'; readonly owner: Owner }
  | { readonly state: 'ended' | 'absent'; readonly owner: Owner | undefined }

/** The owner that a file names, and whether its process runs. */
function readOwner(file: string): OwnerState {
  let owner: Owner | undefined
  try {
    owner = JSON.parse(readTextOrEmpty(file)) as Owner
  } catch {
    // It is empty, or was not written completely.
  }
  const status = statSync(file, { throwIfNoEntry: false })
  if (status === undefined) return { state: 'absent', owner }
  const age = Date.now() - status.mtimeMs
  // Without links, a file is empty for a moment.
  if (owner === undefined && age < 1_000) return { state: 'live', owner: { pid: 0, host: hostname() } }
  return owner !== undefined && isAlive(owner, age) ? { state: 'live', owner } : { state: 'ended', owner }
}
