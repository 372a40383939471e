import { readdirSync, readFileSync } from 'node:fs'

/**
 * Those of the groups that still have a living process. Dead ones do not count while they wait for a parent
 * to take note of them: in a container, that may take the first process seconds, or forever.
 */
export function liveProcessGroups(groups: readonly number[]): number[] {
  const known = groups.filter(isKnown)
  if (known.length === 0 || process.platform !== 'linux') return known
  const living = new Set(readdirSync('/proc').map(groupOfLiving))
  return known.filter((group) => living.has(group))
}

function isKnown(group: number): boolean {
  try {
    process.kill(process.platform === 'win32' ? group : -group, 0)
    return true
  } catch {
    return false
  }
}

/** The group of an entry of `/proc`; undefined for a process that is dead, and for what is none. */
function groupOfLiving(entry: string): number | undefined {
  if (!/^\d+$/.test(entry)) return undefined
  try {
    const stat = readFileSync(`/proc/${entry}/stat`, 'latin1')
    // The name before it may hold anything, brackets and spaces included.
    const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return state === 'Z' || state === 'X' ? undefined : Number(group)
  } catch {
    return undefined
  }
}
