import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { UserError } from '../model/errors.js'

interface Owner {
  readonly pid: number
  readonly host: string
  /** Distinguishes a process from a later one with the same id, where the system reports it. */
  readonly started?: string
}

/**
 * Makes this process the only one that continues a session, until it releases the claim or ends.
 * @returns releases the claim
 * @throws UserError when another process continues the session
 */
export function claimSession(journal: string, sessionId: string): () => void {
  const file = `${journal}.owner`
  const own: Owner = { pid: process.pid, host: hostname(), ...startTimeOf(process.pid) }
  mkdirSync(dirname(file), { recursive: true })
  for (;;) {
    try {
      writeFileSync(file, JSON.stringify(own), { flag: 'wx' })
      return () => rmSync(file, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      const other = readOwner(file)
      if (other && isAlive(other)) {
        throw new UserError(
          'usage',
          `session ${sessionId} is in use by process ${other.pid}`,
          `End that process first, or stop the runs with \`loadero-test stop ${sessionId}\`.`,
        )
      }
      rmSync(file, { force: true })
    }
  }
}

function readOwner(file: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Owner
  } catch {
    // The owner was cut off while it wrote the file, or has just removed it.
    return undefined
  }
}

/** A process of another machine is not alive here: its journal was copied after it ended. */
function isAlive({ pid, host, started }: Owner): boolean {
  if (host !== hostname() || pid === process.pid) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return started === undefined || startTimeOf(pid).started === started
}

/** On Linux, when a process began, in clock ticks since the start of the machine. */
function startTimeOf(pid: number): Pick<Owner, 'started'> {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The process name is in parentheses, and may contain parentheses itself.
    const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
    return started === undefined ? {} : { started }
  } catch {
    return {}
  }
}
