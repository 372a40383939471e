import { setTimeout as sleep } from 'node:timers/promises'
import { type MachineSample, measureMachine } from '@loadero-test/metrics'
import type { Measurement } from '@loadero-test/server'
import type { CdpSession } from '../cdp/cdp.js'
import type { CpuClock, Machine, RemoteMachine } from './machine.js'
import type { Traffic } from '../network/traffic.js'
import { overloadPercent } from './overload.js'

/** What the participant's browser used within one interval; a value that could not be measured is absent. */
export interface Sample extends MachineSample {
  readonly seconds: number
  readonly bytesIn: number
  readonly bytesOut: number
  /** Percent of all cores, used by all programs of the machine; on a grid by the browser alone, so at least that. */
  readonly machineBusy?: number
  /** Whether the machine was so busy that the sample describes the machine rather than the page; absent when unknown. */
  readonly overloaded?: boolean
  /** The browser of another machine took longer than a second to answer. */
  readonly late?: true
  /** The processes of the browser serve other participants, too, so that its CPU and memory are not measured. */
  readonly shared?: true
}

export interface Sampler {
  /** Takes the last sample, which is the only one of a short script. */
  stop(): Promise<readonly Sample[]>
}

export interface SamplerOptions {
  /** The browser's own session. */
  readonly cdp: CdpSession
  readonly traffic: Traffic
  /** The machine that the browser runs on, where it is known. */
  readonly machine?: Machine | undefined
  /** Another machine that the browser runs on. */
  readonly remoteMachine?: RemoteMachine | undefined
  /** The processes of the browser serve other participants, too. */
  readonly isShared?: true | undefined
  /** Limit for the answer of the browser. Default: 5 s */
  readonly readTimeoutMs?: number
}

const intervalMs = 1_000
/** Memory is read every fifth time: it costs 30 ms of CPU per browser, much more than everything else. */
const memoryInterval = 5
/** A shorter interval at the end is added to the previous sample: the rates of a moment mean nothing. */
const minIntervalMs = 500
const defaultReadTimeoutMs = 5_000
/** A page does not delay the answer of its browser, but a busy machine does, or a busy network. */
const lateAnswerMs = 1_000
const bytesPerMegabyte = 1_048_576

/** Takes a sample every second until it is stopped. */
export function startSampler(options: SamplerOptions): Sampler {
  const readings: MachineReading[] = []
  let lastRead = Promise.resolve()
  let isReading = false
  const { remoteMachine, readTimeoutMs = defaultReadTimeoutMs } = options
  const readNext = () => {
    lastRead = lastRead.then(async () => {
      isReading = true
      const isMissing = readings.length > 1 && readings.every(({ memoryBytes }) => memoryBytes === undefined)
      const withMemory = isMissing || readings.length % memoryInterval === 1
      readings.push(await read({ ...options, readTimeoutMs }, withMemory))
      isReading = false
    })
  }
  readNext()
  // A slow answer makes a longer interval instead of a missing sample.
  const timer = setInterval(() => isReading || readNext(), intervalMs)
  return {
    async stop() {
      clearInterval(timer)
      readNext()
      // Two readings of a browser that does not answer take two timeouts.
      await Promise.race([lastRead, sleep(3 * readTimeoutMs, undefined, { ref: false })])
      return samplesOf(readings, remoteMachine?.cores)
    },
  }
}

/** The counters of a browser at one moment. */
export interface MachineReading {
  /** Unix milliseconds. */
  readonly at: number
  /** Seconds by process id; undefined when the browser did not answer. */
  readonly cpuTimes: ReadonlyMap<number, number> | undefined
  readonly memoryBytes: number | undefined
  readonly machine: CpuClock | undefined
  /** What the browser of another machine says about it; undefined for this machine. */
  readonly remote?: RemoteReading | undefined
  readonly isShared?: true | undefined
  readonly bytesIn: number
  readonly bytesOut: number
}

interface RemoteReading {
  readonly pressure: ReturnType<RemoteMachine['takePressure']>
  readonly answerMs: number
}

async function read(
  {
    cdp,
    traffic,
    machine,
    remoteMachine,
    isShared,
    readTimeoutMs,
  }: SamplerOptions & { readonly readTimeoutMs: number },
  withMemory: boolean,
): Promise<MachineReading> {
  const sentAt = performance.now()
  const response = isShared ? undefined : cdp.send('SystemInfo.getProcessInfo').catch(() => undefined)
  const info = await Promise.race([response, sleep(readTimeoutMs, undefined, { ref: false })])
  const { bytesIn, bytesOut } = traffic
  const answeredAt = performance.now()
  const at = performance.timeOrigin + answeredAt
  const pids = info ? info.processInfo.map(({ id }) => id) : []
  return {
    at,
    cpuTimes: info && new Map(info.processInfo.map(({ id, cpuTime }) => [id, cpuTime])),
    machine: machine?.cpuClock(),
    remote: remoteMachine && { pressure: remoteMachine.takePressure(), answerMs: answeredAt - sentAt },
    isShared,
    memoryBytes: withMemory ? await machine?.usedMemoryBytes(pids) : undefined,
    bytesIn,
    bytesOut,
  }
}

/**
 * One sample for each reading except the first. A last reading that came early replaces the one before it.
 * @param cores of a machine whose own load is unknown
 */
export function samplesOf(readings: readonly MachineReading[], cores?: number): Sample[] {
  const [last, beforeLast] = [readings.at(-1), readings.at(-2)]
  const isEarly = readings.length > 2 && last && beforeLast && last.at - beforeLast.at < minIntervalMs
  const kept = isEarly
    ? [...readings.slice(0, -2), { ...last, memoryBytes: last.memoryBytes ?? beforeLast.memoryBytes }]
    : readings
  return kept.slice(1).flatMap((current, index) => {
    const previous = kept[index]
    return previous ? [sampleBetween(previous, current, cores)] : []
  })
}

function sampleBetween(previous: MachineReading, current: MachineReading, cores: number | undefined): Sample {
  const seconds = (current.at - previous.at) / 1_000
  // A new process counts with all the time that it used; a process that has ended no longer counts.
  const cpuSeconds = [...(current.cpuTimes ?? [])].map(
    ([pid, cpuTime]) => cpuTime - (previous.cpuTimes?.get(pid) ?? 0),
  )
  const cpuUsed =
    current.cpuTimes && previous.cpuTimes
      ? (100 * cpuSeconds.reduce((sum, each) => sum + each, 0)) / seconds
      : undefined
  const machineTotal = (current.machine?.total ?? 0) - (previous.machine?.total ?? 0)
  const machineBusy =
    current.machine && previous.machine && machineTotal > 0
      ? (100 * (current.machine.busy - previous.machine.busy)) / machineTotal
      : cores !== undefined && cpuUsed !== undefined
        ? Math.min(100, cpuUsed / cores)
        : undefined
  const { pressure, answerMs = 0 } = current.remote ?? {}
  const late = answerMs > lateAnswerMs
  const isBusy = (machineBusy ?? 0) > overloadPercent || pressure === 'critical' || late
  const isKnown = isBusy || (current.remote ? pressure !== undefined : machineBusy !== undefined)
  return {
    time: new Date(current.at).toISOString(),
    seconds,
    ...(cpuUsed === undefined ? {} : { cpuUsed }),
    ...(current.memoryBytes === undefined ? {} : { ramUsed: current.memoryBytes / bytesPerMegabyte }),
    bytesIn: current.bytesIn - previous.bytesIn,
    bytesOut: current.bytesOut - previous.bytesOut,
    ...(machineBusy === undefined ? {} : { machineBusy }),
    ...(isKnown ? { overloaded: isBusy } : {}),
    ...(late ? { late } : {}),
    ...(current.isShared && { shared: true }),
  }
}

/** Samples with what the participant may use, as the log has them. */
export function withAvailable(samples: readonly Sample[], machine?: Machine): readonly Sample[] {
  if (!machine) return samples
  const available = {
    cpuAvailable: 100 * machine.cores,
    ramAvailable: machine.memoryBytes / bytesPerMegabyte,
  }
  return samples.map((sample) => ({ ...sample, ...available }))
}

/** Samples as measurements by base path. */
export function measurementsOf(samples: readonly Sample[], machine?: Machine): Record<string, Measurement> {
  const series = measureMachine(withAvailable(samples, machine))
  return Object.fromEntries(
    [...series].map(([path, { points }]) => [path, { samples: points.map(({ value }) => value) }]),
  )
}
