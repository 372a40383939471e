import type { TestMode } from './enums.js'
import type { MetricBase } from './metrics.js'

/** First segment of a metric path. */
export type MetricSection = 'machine' | 'webrtc' | 'mos' | 'actions'

/** `unknown`: the service's pages contradict each other, or say nothing. */
export type HasData = 'yes' | 'no' | 'unknown'

/** In which modes a section's metrics are measured, so that an assert on them means something. */
export const metricModes = {
  machine: { performance: 'yes', load: 'no', 'session-record': 'no' },
  webrtc: { performance: 'yes', load: 'yes', 'session-record': 'unknown' },
  mos: { performance: 'unknown', load: 'unknown', 'session-record': 'unknown' },
  actions: { performance: 'unknown', load: 'unknown', 'session-record': 'unknown' },
} as const satisfies Record<MetricSection, Record<TestMode, HasData>>

/** Units by the quantity's segment; what no page of the service tells (bitrate, memory, CPU amounts) is left out. */
const units = {
  bytes: 'bytes',
  connections: 'count',
  'e-model': 'MOS 1…5',
  errors: 'count',
  fps: 'frames/s',
  frameHeight: 'px',
  frameWidth: 'px',
  jitter: 'ms',
  jitterBuffer: 'ms',
  level: '0…1',
  packets: 'count',
  packetsLost: '%',
  percent: '%',
  rtt: 'ms',
  timeExecution: 'ms',
} as const

export type MetricUnit = (typeof units)[keyof typeof units]

/** The section of a metric path or base path, or undefined when it is none that we know. */
export function metricSection(path: string): MetricSection | undefined {
  const section = path.split('/', 1)[0] ?? ''
  return Object.hasOwn(metricModes, section) ? (section as MetricSection) : undefined
}

/** The unit of a base path's values, where it is known. The service converts nothing, and neither should you. */
export function metricUnit(base: MetricBase | 'actions/timeExecution'): MetricUnit | undefined {
  const segments = base.split('/').filter((segment) => Object.hasOwn(units, segment))
  return units[segments.at(-1) as keyof typeof units]
}

const retiredEnds = ['25th', '50th', '75th', '95th', '99th', 'avg', 'max', 'stddev'] as const

/** Paths of old tests and old pages: the service knows them no longer. */
export const retiredMetricPaths: readonly string[] = [
  ...retiredEnds.map((end) => `machine/cpu/${end}`),
  ...['machine/ram', 'webrtc/audio/jitter', 'webrtc/video/jitter'].flatMap((base) =>
    [...retiredEnds, 'rstddev'].map((end) => `${base}/${end}`),
  ),
]
