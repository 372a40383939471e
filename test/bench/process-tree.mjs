import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

const everyMs = 200
const endPollMs = 10

/** Parent and state of a process, or undefined when it has gone. */
function read(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { parent: Number(fields[1]), isZombie: fields[0] === 'Z' || fields[0] === 'X' }
  } catch {
    return undefined
  }
}

/**
 * Adds the CPU seconds of each thread of a process to `threads`. The times in `stat` are not used: both are rounded down
 * to 10 ms, which for the short work of many processes is a quarter of it.
 */
function readThreads(pid, threads) {
  try {
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      const [nanoseconds] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1').split(' ')
      threads.set(thread, Number(nanoseconds) / 1e9)
    }
  } catch {
    // The process or one of its threads has gone.
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

/** Follows these processes and their descendants. What was seen once stays in the result. */
export function watchFamily(roots) {
  /** The CPU seconds of the threads of each process. */
  const family = new Map(roots.map((root) => [root, new Map()]))
  const kinds = new Map()
  let live = []
  const sample = () => {
    const now = new Map(pids().map((pid) => [pid, read(pid)]))
    let found
    do {
      found = [...now].filter(([pid, state]) => state && !family.has(pid) && family.has(state.parent))
      for (const [pid] of found) family.set(pid, new Map())
    } while (found.length > 0)
    live = [...family.keys()].filter((pid) => now.get(pid)?.isZombie === false)
    for (const pid of live) {
      readThreads(pid, family.get(pid))
      // A process is a copy of its parent at first.
      kinds.set(pid, kindOf(pid) ?? kinds.get(pid))
    }
  }
  const timer = setInterval(sample, everyMs)
  const sumOf = (values) => [...values].reduce((sum, seconds) => sum + seconds, 0)
  const cpuOf = (pid) => sumOf(family.get(pid).values())
  const total = () => {
    sample()
    return sumOf([...family.keys()].map(cpuOf))
  }
  /** The sums of `valueOf` each process, for each kind. */
  const byKind = (valueOf) =>
    Object.fromEntries(
      ['browsers', 'drivers', 'hosts', 'node'].map((kind) => [
        kind,
        sumOf([...family.keys()].map((pid) => (kinds.get(pid) === kind ? valueOf(pid) : 0))),
      ]),
    )
  return {
    /** MB of the live processes of each kind: `browsers`, `drivers`, `hosts`, and `node` for all others. */
    memoryByKind: () => byKind((pid) => proportionalSize(pid) / 1_024),
    /** CPU seconds of all processes so far; up to 0.2 s of each that has ended may be missing. */
    cpu: total,
    /** The same for each kind. */
    cpuByKind: () => byKind(cpuOf),
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
