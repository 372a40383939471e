import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { promisify } from 'node:util'

/** What runs browsers, as far as it can be asked about itself. */
export interface Machine {
  readonly cores: number
  readonly memoryBytes: number
  /** What all cores have done since the start, in milliseconds. */
  cpuClock(): CpuClock
  /** Bytes held by processes; undefined where it cannot be told. */
  usedMemoryBytes(pids: readonly number[]): Promise<number | undefined>
}

/** Cores that this process may use. */
function cores(): number {
  return availableParallelism()
}

const coresFor = 0.1
const bytesFor = 300 * 1_048_576

/** How many participants that look at pages can play here at a time, by cores and by the memory that is free now. */
export function capacity(): number {
  return Math.max(1, Math.floor(Math.min(cores() / coresFor, process.availableMemory() / bytesFor)))
}

/** Milliseconds. */
export interface CpuClock {
  readonly busy: number
  readonly total: number
}

/** Reads the machine's own clock of work; in a container, too, it is that of the whole machine. */
function cpuClock(): CpuClock {
  const times = cpus().map((cpu) => cpu.times)
  const total = times.flatMap((each) => Object.values(each)).reduce((sum, each) => sum + each, 0)
  return { total, busy: total - times.reduce((sum, { idle }) => sum + idle, 0) }
}

/** Bytes of memory, those of the container where it has fewer than the machine. */
function memoryBytes(): number {
  const limit = process.constrainedMemory()
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem()
}

/** Bytes held by processes: shared pages once on Linux, once a process elsewhere; undefined where it cannot be told. */
async function usedMemoryBytes(pids: readonly number[]): Promise<number | undefined> {
  if (process.platform === 'win32' || pids.length === 0) return undefined
  return process.platform === 'linux' ? proportionalBytes(pids) : residentBytes(pids)
}

async function proportionalBytes(pids: readonly number[]): Promise<number | undefined> {
  const sizes = await Promise.all(pids.map(proportionalSize))
  const known = sizes.filter((size) => size !== undefined)
  return known.length === 0 ? undefined : known.reduce((sum, size) => sum + size, 0)
}

/** Undefined for a process that is gone, or that we may not look into. */
async function proportionalSize(pid: number): Promise<number | undefined> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'latin1').catch(() => '')
  const kilobytes = /^Pss:\s+(\d+) kB/m.exec(rollup)?.[1]
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1_024
}

const run = promisify(execFile)

async function residentBytes(pids: readonly number[]): Promise<number | undefined> {
  try {
    const { stdout } = await run('ps', ['-o', 'rss=', '-p', pids.join(',')])
    return stdout.split('\n').reduce((sum, kilobytes) => sum + Number(kilobytes) * 1_024, 0)
  } catch {
    return undefined
  }
}

/** The machine that this process runs on. */
export const thisMachine: Machine = { cores: cores(), memoryBytes: memoryBytes(), cpuClock, usedMemoryBytes }
