import { setTimeout as sleep } from 'node:timers/promises'
import type { MetricBase } from '@loadero-test/core'
import type { Measurement } from '@loadero-test/server'
import type { CdpSession } from '../cdp/cdp.js'
import type { CpuClock, Machine } from './machine.js'
import { isOverloaded } from './overload.js'
import type { Traffic } from '../network/traffic.js'

/** What the participant's browser used within one interval; what could not be measured is absent. */
export interface Sample {
  /** End of the interval, as an ISO time. */
  readonly time: string
  readonly seconds: number
  /** Percent of one core. */
  readonly cpuUsed?: number
  /** MB of 1,048,576 bytes; measured only now and then. */
  readonly ramUsed?: number
  readonly bytesIn: number
  readonly bytesOut: number
  /** Percent of all cores, by all programs of the machine. */
  readonly machineBusy?: number
  /** Nothing was left of the machine: the sample says more of it than of the page. */
  readonly overloaded?: true
}

export interface Sampling {
  /** Takes the last sample, which of a short script is the only one. */
  stop(): Promise<readonly Sample[]>
}

export interface SamplingOptions {
  /** The browser's own session. */
  readonly cdp: CdpSession
  readonly traffic: Traffic
  /** What the browser runs on; left out, nothing is known of it. */
  readonly machine?: Machine | undefined
}

const everyMs = 1_000
/** Reading memory costs some 30 ms of CPU a browser, much more than all else. */
const memoryEvery = 5
/** A shorter rest at the end is added to the sample before it: rates of a moment say nothing. */
const shortestMs = 500
const patienceMs = 500

/** Samples once a second until stopped. */
export function startSampling(options: SamplingOptions): Sampling {
  const readings: MachineReading[] = []
  let reading = Promise.resolve()
  const readOn = () => {
    reading = reading.then(async () => {
      readings.push(await read(options, readings.length % memoryEvery === 1))
    })
  }
  readOn()
  const timer = setInterval(readOn, everyMs)
  return {
    async stop() {
      clearInterval(timer)
      readOn()
      await Promise.race([reading, sleep(2 * patienceMs, undefined, { ref: false })])
      return samplesOf(readings)
    },
  }
}

/** One moment's counters of a browser. */
export interface MachineReading {
  /** Unix milliseconds. */
  readonly at: number
  /** By process id, in seconds; undefined when the browser did not tell. */
  readonly cpuTimes: ReadonlyMap<number, number> | undefined
  readonly memoryBytes: number | undefined
  readonly machine: CpuClock | undefined
  readonly bytesIn: number
  readonly bytesOut: number
}

async function read({ cdp, traffic, machine }: SamplingOptions, withMemory: boolean): Promise<MachineReading> {
  const answer = cdp.send('SystemInfo.getProcessInfo').catch(() => undefined)
  const info = await Promise.race([answer, sleep(patienceMs, undefined, { ref: false })])
  const { bytesIn, bytesOut } = traffic
  const at = performance.timeOrigin + performance.now()
  const pids = info ? info.processInfo.map(({ id }) => id) : []
  return {
    at,
    cpuTimes: info && new Map(info.processInfo.map(({ id, cpuTime }) => [id, cpuTime])),
    machine: machine?.cpuClock(),
    memoryBytes: withMemory ? await machine?.usedMemoryBytes(pids) : undefined,
    bytesIn,
    bytesOut,
  }
}

/** One sample for each reading but the first; where the last came early, it takes the place of the one before. */
export function samplesOf(readings: readonly MachineReading[]): Sample[] {
  const [last, beforeLast] = [readings.at(-1), readings.at(-2)]
  const cameEarly = readings.length > 2 && last && beforeLast && last.at - beforeLast.at < shortestMs
  const ends = cameEarly
    ? [...readings.slice(0, -2), { ...last, memoryBytes: last.memoryBytes ?? beforeLast.memoryBytes }]
    : readings
  return ends.slice(1).flatMap((now, index) => {
    const before = ends[index]
    return before ? [difference(before, now)] : []
  })
}

function difference(before: MachineReading, now: MachineReading): Sample {
  const seconds = (now.at - before.at) / 1_000
  const machineBusy = busyBetween(before.machine, now.machine)
  const cpuUsed = cpuBetween(before.cpuTimes, now.cpuTimes, seconds)
  return {
    time: new Date(now.at).toISOString(),
    seconds,
    ...(cpuUsed === undefined ? {} : { cpuUsed }),
    ...(now.memoryBytes === undefined ? {} : { ramUsed: now.memoryBytes / bytesPerMegabyte }),
    bytesIn: now.bytesIn - before.bytesIn,
    bytesOut: now.bytesOut - before.bytesOut,
    ...(machineBusy === undefined ? {} : { machineBusy }),
    ...(isOverloaded(machineBusy) ? { overloaded: true } : {}),
  }
}

function busyBetween(before: CpuClock | undefined, now: CpuClock | undefined): number | undefined {
  if (!before || !now) return undefined
  const total = now.total - before.total
  return total > 0 ? (100 * (now.busy - before.busy)) / total : undefined
}

/** Processes come and go: a new one counts with all that it used, one that has ended no longer counts. */
function cpuBetween(before: MachineReading['cpuTimes'], now: MachineReading['cpuTimes'], seconds: number) {
  if (!before || !now) return undefined
  let used = 0
  for (const [pid, cpuTime] of now) used += cpuTime - (before.get(pid) ?? 0)
  return (100 * used) / seconds
}

const bytesPerMegabyte = 1_048_576
function kilobits(bytes: number) {
  return (bytes * 8) / 1_000
}

/** Samples as measurements by base path; the units are in the README. Without a machine, nothing is said by its size. */
export function measurementsOf(samples: readonly Sample[], machine?: Machine): Record<string, Measurement> {
  const cpu = samples.flatMap(({ cpuUsed }) => cpuUsed ?? [])
  const ram = samples.flatMap(({ ramUsed }) => ramUsed ?? [])
  const series: Partial<Record<MetricBase, readonly number[]>> = {
    'machine/cpu/used': cpu,
    'machine/ram/used': ram,
    ...(machine && samples.length > 0 ? byItsSize(machine, cpu, ram) : {}),
    'machine/network/bytes/in': samples.map(({ bytesIn }) => bytesIn),
    'machine/network/bytes/out': samples.map(({ bytesOut }) => bytesOut),
    'machine/network/bitrate/in': samples.map(({ bytesIn, seconds }) => kilobits(bytesIn) / seconds),
    'machine/network/bitrate/out': samples.map(({ bytesOut, seconds }) => kilobits(bytesOut) / seconds),
  }
  const measured = Object.entries(series).filter(([, values]) => values.length > 0)
  return Object.fromEntries(measured.map(([path, values]) => [path, { samples: values }]))
}

function byItsSize({ cores, memoryBytes }: Machine, cpu: readonly number[], ram: readonly number[]) {
  const memory = memoryBytes / bytesPerMegabyte
  return {
    'machine/cpu/percent': cpu.map((used) => used / cores),
    // One sample: its only aggregate is a total.
    'machine/cpu/available': [100 * cores],
    'machine/ram/percent': ram.map((used) => (100 * used) / memory),
    'machine/ram/available': [memory],
  } satisfies Partial<Record<MetricBase, readonly number[]>>
}
