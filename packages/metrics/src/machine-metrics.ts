import type { MetricDefinition } from './metric-definition.js'
import type { Series, SeriesPoint, Unit } from './series.js'

/** What a participant's browser used within one interval; a value that was not measured is absent. */
export interface MachineSample {
  /** End of the interval, as an ISO time. */
  readonly time: string
  readonly seconds?: number
  /** Percent of one core. */
  readonly cpuUsed?: number
  /** Percent of one core, that the participant may use. */
  readonly cpuAvailable?: number
  /** MB of 1,048,576 bytes. */
  readonly ramUsed?: number
  /** MB that the participant may use. */
  readonly ramAvailable?: number
  readonly bytesIn?: number
  readonly bytesOut?: number
}

interface MachineDefinition extends MetricDefinition {
  readonly of?: (sample: MachineSample) => number | undefined
  /** The value is the same in all samples, and counts once: its only aggregate is a total. */
  readonly isConstant?: true
}

function row(
  pattern: string,
  unit: Unit,
  of: MachineDefinition['of'],
  [source, meaning, caveat = '']: readonly [string, string, string?],
): MachineDefinition {
  return { pattern, unit, source, meaning, caveat, ...(of && { of }) }
}

function kilobitsPerSecond(bytes: number | undefined, seconds: number | undefined): number | undefined {
  return bytes === undefined || !seconds ? undefined : (bytes * 8) / 1_000 / seconds
}

const httpCaveat = 'Without media of WebRTC, which is in `webrtc/…`, without TLS and TCP.'

/** The metrics of the machine, one sample a second from the start of the script to its end. */
export const machineMetrics: readonly MachineDefinition[] = [
  row('machine/cpu/used', '%', ({ cpuUsed }) => cpuUsed, [
    "CPU time of the browser's processes",
    'Percent of one core.',
  ]),
  row(
    'machine/cpu/percent',
    '%',
    ({ cpuUsed, cpuAvailable }) =>
      cpuUsed === undefined || !cpuAvailable ? undefined : cpuUsed / (cpuAvailable / 100),
    [
      'the same, by what is assigned',
      'Percent of what is assigned: half a core for each compute unit.',
      'Over 100 when the browser uses more.',
    ],
  ),
  {
    ...row('machine/cpu/available', '%', ({ cpuAvailable }) => cpuAvailable, [
      'the compute unit',
      '100 for each core: 50 for each compute unit.',
    ]),
    isConstant: true,
  },
  row('machine/ram/used', 'MB', ({ ramUsed }) => ramUsed, [
    'Linux: PSS. macOS: RSS.',
    'Memory of the browser, in 2²⁰ bytes.',
    'Each fifth sample. RSS counts shared pages once for each process. Absent on Windows.',
  ]),
  row(
    'machine/ram/percent',
    '%',
    ({ ramUsed, ramAvailable }) =>
      ramUsed === undefined || !ramAvailable ? undefined : (100 * ramUsed) / ramAvailable,
    ['the same, by what is assigned', 'Percent of what is assigned: 1 GB for each compute unit.'],
  ),
  {
    ...row('machine/ram/available', 'MB', ({ ramAvailable }) => ramAvailable, [
      'the compute unit',
      '1,024 for each compute unit.',
    ]),
    isConstant: true,
  },
  row('machine/network/bytes/in', 'bytes', ({ bytesIn }) => bytesIn, [
    "the browser's HTTP and WebSocket data",
    'Received bytes.',
    httpCaveat,
  ]),
  row('machine/network/bytes/out', 'bytes', ({ bytesOut }) => bytesOut, [
    "the browser's HTTP and WebSocket data",
    'Sent bytes.',
    httpCaveat,
  ]),
  row('machine/network/bitrate/in', 'kbit/s', ({ bytesIn, seconds }) => kilobitsPerSecond(bytesIn, seconds), [
    'the same, per time',
    'Received data.',
    httpCaveat,
  ]),
  row(
    'machine/network/bitrate/out',
    'kbit/s',
    ({ bytesOut, seconds }) => kilobitsPerSecond(bytesOut, seconds),
    ['the same, per time', 'Sent data.', httpCaveat],
  ),
]

/** All series of samples, by base path. */
export function measureMachine(samples: readonly MachineSample[]): Map<string, Series> {
  const series = new Map<string, Series>()
  for (const { pattern: path, unit, of, isConstant } of machineMetrics) {
    const points = samples.flatMap((sample): SeriesPoint[] => {
      const [atMs, value] = [Date.parse(sample.time), of?.(sample)]
      return Number.isNaN(atMs) || value === undefined || !Number.isFinite(value) ? [] : [{ atMs, value }]
    })
    if (points.length > 0) series.set(path, { path, unit, points: isConstant ? points.slice(0, 1) : points })
  }
  return series
}
