import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { UserError } from '../model/errors.js'

interface Owner {
  readonly pid: number
  readonly host: string
  /** Tells a process from a later one of the same number, where the system says so. */
  readonly started?: string
}

/**
 * Makes this process the only one that carries on a session, until it calls what it gets, or is gone.
 * @throws UserError when another one still does
 */
export function claimSession(journal: string, sessionId: string): () => void {
  const file = `${journal}.owner`
  const own: Owner = { pid: process.pid, host: hostname(), ...startOf(process.pid) }
  mkdirSync(dirname(file), { recursive: true })
  for (;;) {
    try {
      writeFileSync(file, JSON.stringify(own), { flag: 'wx' })
      return () => rmSync(file, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      const other = read(file)
      if (other && isAlive(other)) {
        throw new UserError(
          'usage',
          `session ${sessionId} is carried on by process ${other.pid}`,
          `End that one first, or stop the runs with \`loadero-test stop ${sessionId}\`.`,
        )
      }
      rmSync(file, { force: true })
    }
  }
}

function read(file: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Owner
  } catch {
    // It was cut off while it wrote, or has gone this moment.
    return undefined
  }
}

/** A process of another machine cannot be asked; its journal would not be here while it writes it. */
function isAlive({ pid, host, started }: Owner): boolean {
  if (host !== hostname() || pid === process.pid) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return started === undefined || startOf(pid).started === started
}

/** Linux tells when a process began, in clock ticks since the machine's start. */
function startOf(pid: number): Pick<Owner, 'started'> {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name stands in parentheses and may itself hold some.
    const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
    return started === undefined ? {} : { started }
  } catch {
    return {}
  }
}
