import { readdirSync, readFileSync } from 'node:fs'

const ticksPerSecond = 100
const everyMs = 200

/** Parent and CPU seconds of a process, or undefined after its end. */
function read(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { parent: Number(fields[1]), cpu: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond }
  } catch {
    return undefined
  }
}

function pids() {
  return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []))
}

/** Kilobytes; a page that several processes share counts once. */
function proportionalSize(pid) {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'))?.[1] ?? 0)
  } catch {
    return 0
  }
}

/** Follows these processes and their descendants. A process that was seen once stays in the result. */
export function watchFamily(roots) {
  const cpu = new Map(roots.map((root) => [root, 0]))
  const sample = () => {
    const now = new Map(pids().map((pid) => [pid, read(pid)]))
    let found
    do {
      found = [...now].filter(([pid, state]) => state && !cpu.has(pid) && cpu.has(state.parent))
      for (const [pid] of found) cpu.set(pid, 0)
    } while (found.length > 0)
    for (const pid of cpu.keys()) cpu.set(pid, Math.max(cpu.get(pid), now.get(pid)?.cpu ?? 0))
  }
  const timer = setInterval(sample, everyMs)
  const total = () => {
    sample()
    return [...cpu.values()].reduce((sum, seconds) => sum + seconds, 0)
  }
  return {
    /** MB of all live processes. */
    memory: () => [...cpu.keys()].reduce((sum, pid) => sum + proportionalSize(pid), 0) / 1_024,
    /** CPU seconds of all processes so far; up to 0.2 s of each that has ended may be missing. */
    cpu: total,
    /** Ends the watch; returns the same. */
    stop: () => {
      clearInterval(timer)
      return total()
    },
  }
}
