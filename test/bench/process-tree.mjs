import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

const ticksPerSecond = 100
const everyMs = 200
const endPollMs = 10

/** Parent, CPU seconds and state of a process, or undefined when it has gone. */
function read(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const cpu = (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
    return { parent: Number(fields[1]), cpu, isZombie: fields[0] === 'Z' || fields[0] === 'X' }
  } catch {
    return undefined
  }
}

/** What a process runs; undefined when it has gone. */
function kindOf(pid) {
  let command
  try {
    command = readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0')
  } catch {
    return undefined
  }
  const program = command[0].split(/[/ ]/).findLast((part) => part !== '' && !part.startsWith('-'))
  if (/chromedriver/.test(command[0])) return 'drivers'
  if (command.some((part) => part.endsWith('host.cjs'))) return 'hosts'
  return command[0] === '' ? undefined : /node/.test(program) ? 'node' : 'browsers'
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
  const kinds = new Map()
  let live = []
  const sample = () => {
    const now = new Map(pids().map((pid) => [pid, read(pid)]))
    let found
    do {
      found = [...now].filter(([pid, state]) => state && !cpu.has(pid) && cpu.has(state.parent))
      for (const [pid] of found) cpu.set(pid, 0)
    } while (found.length > 0)
    live = [...cpu.keys()].filter((pid) => now.get(pid)?.isZombie === false)
    for (const pid of cpu.keys()) {
      cpu.set(pid, Math.max(cpu.get(pid), now.get(pid)?.cpu ?? 0))
      // A process is a copy of its parent at first.
      kinds.set(pid, kindOf(pid) ?? kinds.get(pid))
    }
  }
  const timer = setInterval(sample, everyMs)
  const sumOf = (values) => [...values].reduce((sum, seconds) => sum + seconds, 0)
  const total = () => {
    sample()
    return sumOf(cpu.values())
  }
  /** The sums of `valueOf` each process, for each kind. */
  const byKind = (valueOf) =>
    Object.fromEntries(
      ['browsers', 'drivers', 'hosts', 'node'].map((kind) => [
        kind,
        sumOf([...cpu.keys()].map((pid) => (kinds.get(pid) === kind ? valueOf(pid) : 0))),
      ]),
    )
  return {
    /** MB of the live processes of each kind: `browsers`, `drivers`, `hosts`, and `node` for all others. */
    memoryByKind: () => byKind((pid) => proportionalSize(pid) / 1_024),
    /** CPU seconds of all processes so far; up to 0.2 s of each that has ended may be missing. */
    cpu: total,
    /** The same for each kind. */
    cpuByKind: () => byKind((pid) => cpu.get(pid)),
    /** Resolves when all have ended, whose end costs CPU too; at most two seconds later. */
    async ended() {
      for (const deadline = Date.now() + 2_000; Date.now() < deadline; await sleep(endPollMs)) {
        sample()
        if (live.length === 0) return
      }
    },
    /** Ends the watch; returns the same as `cpu`. */
    stop: () => {
      clearInterval(timer)
      return total()
    },
  }
}
