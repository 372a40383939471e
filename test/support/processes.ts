import { readdirSync, readFileSync } from 'node:fs'

/** A process. The start time distinguishes it from a later process with the same id. */
export interface KnownProcess {
  readonly pid: number
  /** Clock ticks since the machine's start. */
  readonly startedAt: string
  readonly command: string
}

interface ProcessInfo extends KnownProcess {
  readonly parent: number
}

/** All current descendants of a process. Linux only. */
export function descendantsOf(pid: number): readonly KnownProcess[] {
  const all = readAll()
  const descendants: ProcessInfo[] = []
  for (let parents = [pid]; parents.length > 0;) {
    const children = all.filter(({ parent }) => parents.includes(parent))
    descendants.push(...children)
    parents = children.map((child) => child.pid)
  }
  return descendants
}

/** Id and command of the processes that still run. */
export function survivors(known: readonly KnownProcess[]): readonly string[] {
  return known
    .filter(({ pid, startedAt }) => read(pid)?.startedAt === startedAt)
    .map(({ pid, command }) => `${pid} ${command}`)
}

function readAll(): readonly ProcessInfo[] {
  return readdirSync('/proc').flatMap((entry) => (/^\d+$/.test(entry) ? (read(Number(entry)) ?? []) : []))
}

function read(pid: number): ProcessInfo | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name is in parentheses and may contain parentheses.
    const [state, parent, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').slice(0, 200)
    return state === 'Z' ? undefined : { pid, parent: Number(parent), startedAt: rest[17] ?? '', command }
  } catch {
    // The process ended in between.
    return undefined
  }
}
