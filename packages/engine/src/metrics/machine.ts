import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { promisify } from 'node:util'
import type { CdpTarget } from '../cdp/targets.js'

/** The machine that browsers run on. */
export interface Machine {
  readonly cores: number
  /** Of the container where its limit is lower than the machine's memory. */
  readonly memoryBytes: number
  /** The time of all cores since the start of the machine. In a container, too, it is that of the whole machine. */
  cpuClock(): CpuClock
  /** Memory of processes: shared pages count once on Linux, once per process elsewhere; undefined where unknown. */
  usedMemoryBytes(pids: readonly number[]): Promise<number | undefined>
}

/** A machine that only its browser can describe. */
export interface RemoteMachine {
  readonly cores: number | undefined
  /**
   * The load of all programs since the last call: `critical` when all cores were over about 90 % busy at a time. A
   * state holds until the next one is due. Undefined when the browser has not said it.
   */
  takePressure(): 'critical' | 'normal' | undefined
  /** Asks a page for the load of the machine, as soon as it can say it. */
  watch(target: CdpTarget): Promise<void>
}

/** Milliseconds. */
export interface CpuClock {
  readonly busy: number
  readonly total: number
}

const coresPerParticipant = 0.1
const callsPerCore = 1.5
const waitingPerCore = 2
const bytesPerParticipant = 300 * 1_048_576

/**
 * How many participants that only view pages can run here at a time, by cores and by the memory that is free now, and
 * for how many more there is memory for a browser that waits.
 */
export function localCapacity(): { readonly capacity: number; readonly ahead: number } {
  const byCores = Math.floor(availableParallelism() / coresPerParticipant)
  const byMemory = Math.floor(process.availableMemory() / bytesPerParticipant)
  const capacity = Math.max(1, Math.min(byCores, byMemory))
  const ahead = Math.min(availableParallelism() * waitingPerCore, byMemory - capacity)
  return { capacity, ahead: Math.max(0, ahead) }
}

/** How many participants in a call give true numbers here at a time: video is encoded and decoded without a GPU. */
export function localCallCapacity(): number {
  return Math.max(2, Math.floor(availableParallelism() * callsPerCore))
}

const run = promisify(execFile)
const memoryLimit = process.constrainedMemory()

/** The machine that this process runs on. */
export const thisMachine: Machine = {
  cores: availableParallelism(),
  memoryBytes: memoryLimit > 0 ? Math.min(memoryLimit, totalmem()) : totalmem(),
  cpuClock() {
    const times = cpus().map((cpu) => cpu.times)
    const total = times.flatMap((each) => Object.values(each)).reduce((sum, each) => sum + each, 0)
    return { total, busy: total - times.reduce((sum, { idle }) => sum + idle, 0) }
  },
  async usedMemoryBytes(pids) {
    if (process.platform === 'win32' || pids.length === 0) return undefined
    if (process.platform !== 'linux') {
      const listed = await run('ps', ['-o', 'rss=', '-p', pids.join(',')]).catch(() => undefined)
      return listed?.stdout.split('\n').reduce((sum, kilobytes) => sum + Number(kilobytes) * 1_024, 0)
    }
    const reports = await Promise.all(
      // A process that has ended, or that may not be read, has none.
      pids.map((pid) => readFile(`/proc/${pid}/smaps_rollup`, 'latin1').catch(() => '')),
    )
    const sizes = reports.flatMap((report) => /^Pss:\s+(\d+) kB/m.exec(report)?.[1] ?? [])
    return sizes.length === 0
      ? undefined
      : sizes.reduce((sum, kilobytes) => sum + Number(kilobytes) * 1_024, 0)
  },
}
