import type { TestMode } from './enums.js'
import type { MetricBase } from './metrics.js'

/** First segment of a metric path. */
export type MetricSection = 'machine' | 'webrtc' | 'mos' | 'actions'

/** `unknown`: the service's documentation is missing or contradicts itself. */
export type HasData = 'yes' | 'no' | 'unknown'

/** The modes in which the metrics of a section are measured, so that an assert on them is useful. */
export const metricModes = {
  machine: { performance: 'yes', load: 'no', 'session-record': 'no' },
  webrtc: { performance: 'yes', load: 'yes', 'session-record': 'unknown' },
  mos: { performance: 'unknown', load: 'unknown', 'session-record': 'unknown' },
  actions: { performance: 'unknown', load: 'unknown', 'session-record': 'unknown' },
} as const satisfies Record<MetricSection, Record<TestMode, HasData>>

/** Units by segment of the path. The service does not document those of bitrates, memory and CPU amounts. */
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

/** The section of a metric path or base path; undefined for an unknown one. */
export function metricSection(path: string): MetricSection | undefined {
  const section = path.split('/', 1)[0] ?? ''
  return Object.hasOwn(metricModes, section) ? (section as MetricSection) : undefined
}

/** The unit of the values of a base path, where it is known. The service does not convert values. */
export function metricUnit(base: MetricBase | 'actions/timeExecution'): MetricUnit | undefined {
  const segments = base.split('/').filter((segment) => Object.hasOwn(units, segment))
  return units[segments.at(-1) as keyof typeof units]
}

const retiredAggregates = ['25th', '50th', '75th', '95th', '99th', 'avg', 'max', 'stddev'] as const

/** Paths that old tests and old documentation contain and the service no longer accepts. */
export const retiredMetricPaths: readonly string[] = [
  ...retiredAggregates.map((aggregate) => `machine/cpu/${aggregate}`),
  ...['machine/ram', 'webrtc/audio/jitter', 'webrtc/video/jitter'].flatMap((base) =>
    [...retiredAggregates, 'rstddev'].map((aggregate) => `${base}/${aggregate}`),
  ),
]
