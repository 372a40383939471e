import { readdirSync, readFileSync } from 'node:fs'

/** A process that cannot be mistaken for a later one of the same number. */
export interface KnownProcess {
  readonly pid: number
  /** Clock ticks since the machine's start. */
  readonly startedAt: string
  readonly command: string
}

interface ProcessFacts extends KnownProcess {
  readonly parent: number
}

/** All processes below this one, as they are now. Linux alone. */
export function familyOf(pid: number): readonly KnownProcess[] {
  const all = readAll()
  const family: ProcessFacts[] = []
  for (let parents = [pid]; parents.length > 0;) {
    const children = all.filter(({ parent }) => parents.includes(parent))
    family.push(...children)
    parents = children.map((child) => child.pid)
  }
  return family
}

/** Those that are still there, told by their commands. */
export function survivors(known: readonly KnownProcess[]): readonly string[] {
  return known
    .filter(({ pid, startedAt }) => read(pid)?.startedAt === startedAt)
    .map(({ pid, command }) => `${pid} ${command}`)
}

function readAll(): readonly ProcessFacts[] {
  return readdirSync('/proc').flatMap((entry) => (/^\d+$/.test(entry) ? (read(Number(entry)) ?? []) : []))
}

function read(pid: number): ProcessFacts | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name stands in parentheses and may itself hold some.
    const [state, parent, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').slice(0, 200)
    return state === 'Z' ? undefined : { pid, parent: Number(parent), startedAt: rest[17] ?? '', command }
  } catch {
    // It ended while it was looked at.
    return undefined
  }
}
