import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'

/** The process that continues a session. */
export interface Owner {
  readonly pid: number
  readonly host: string
  /** Distinguishes a process from a later one with the same id, where the system reports it. */
  readonly started?: string
}

/** After this long without a heartbeat, the process of another machine has ended. */
const maxSilenceMs = 90_000

/** This process, as the content of a file. */
export function ownText(): string {
  return JSON.stringify({
    pid: process.pid,
    host: hostname(),
    ...startTimeOf(process.pid),
  } satisfies Owner)
}

/** @param age of the last heartbeat, in milliseconds */
export function isAlive({ pid, host, started }: Owner, age: number): boolean {
  // A process of another machine cannot be asked, but it touches the file.
  if (host !== hostname()) return age < maxSilenceMs
  if (pid === process.pid) return false
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
