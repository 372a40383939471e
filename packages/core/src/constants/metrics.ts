/** Last segment of a metric path → the field of a metric in a result. */
export const aggregators = {
  avg: 'average',
  min: 'minimum',
  max: 'maximum',
  total: 'total',
  stddev: 'stddev',
  rstddev: 'rstddev',
  '1st': 'perc_1st',
  '5th': 'perc_5th',
  '25th': 'perc_25th',
  '50th': 'perc_50th',
  '75th': 'perc_75th',
  '95th': 'perc_95th',
  '99th': 'perc_99th',
} as const

export type Aggregator = keyof typeof aggregators

const percentiles = ['1st', '5th', '25th', '50th', '75th', '95th', '99th'] as const
const share = ['avg', 'max', 'stddev', ...percentiles] as const
const level = [...share, 'rstddev'] as const
const rate = [...level, 'min'] as const
const flow = [...level, 'total'] as const
const total = ['total'] as const
const loss = ['percent', 'total'] as const
/** The metric has one value and no aggregates. */
const value = [] as const

/**
 * Base path → the last segments that an assert may add to it.
 * Source: the list generated from the service's `statics/metric_path/` on 2024-01-30, and four
 * `jitter/…/min` paths that only the official Java client has.
 */
export const metricBases = {
  'machine/cpu/available': total,
  'machine/cpu/percent': share,
  'machine/cpu/used': level,
  'machine/ram/available': total,
  'machine/ram/percent': share,
  'machine/ram/used': level,
  'machine/network/bitrate/in': rate,
  'machine/network/bitrate/out': rate,
  'machine/network/bytes/in': total,
  'machine/network/bytes/out': total,
  'machine/network/errors/in': total,
  'machine/network/errors/out': total,
  'machine/network/packets/in': flow,
  'machine/network/packets/out': flow,
  'machine/network/packetsLost/in': ['percent'],
  'machine/network/packetsLost/out': ['percent'],
  'mos/audio/e-model': ['avg'],
  'webrtc/audio/bitrate/in': rate,
  'webrtc/audio/bitrate/out': rate,
  'webrtc/audio/bytes/in': total,
  'webrtc/audio/bytes/out': total,
  'webrtc/audio/codec/in': value,
  'webrtc/audio/codec/out': value,
  'webrtc/audio/connections/in': value,
  'webrtc/audio/connections/out': value,
  'webrtc/audio/jitter/in': rate,
  'webrtc/audio/jitter/out': rate,
  'webrtc/audio/jitterBuffer': level,
  'webrtc/audio/level/in': level,
  'webrtc/audio/level/out': level,
  'webrtc/audio/packets/in': flow,
  'webrtc/audio/packets/out': flow,
  'webrtc/audio/packetsLost/in': loss,
  'webrtc/audio/packetsLost/out': loss,
  'webrtc/audio/rtt': level,
  'webrtc/video/bitrate/in': rate,
  'webrtc/video/bitrate/out': rate,
  'webrtc/video/bytes/in': total,
  'webrtc/video/bytes/out': total,
  'webrtc/video/codec/in': value,
  'webrtc/video/codec/out': value,
  'webrtc/video/connections/in': value,
  'webrtc/video/connections/out': value,
  'webrtc/video/fps/in': level,
  'webrtc/video/fps/out': level,
  'webrtc/video/frameHeight/in': rate,
  'webrtc/video/frameHeight/out': rate,
  'webrtc/video/frameWidth/in': rate,
  'webrtc/video/frameWidth/out': rate,
  'webrtc/video/jitter/in': rate,
  'webrtc/video/jitter/out': rate,
  'webrtc/video/jitterBuffer': level,
  'webrtc/video/packets/in': flow,
  'webrtc/video/packets/out': flow,
  'webrtc/video/packetsLost/in': loss,
  'webrtc/video/packetsLost/out': loss,
  'webrtc/video/rtt': level,
} as const satisfies Record<string, readonly (Aggregator | 'percent')[]>

export type MetricBase = keyof typeof metricBases

type PathOf<B extends MetricBase> = (typeof metricBases)[B] extends readonly []
  ? B
  : `${B}/${(typeof metricBases)[B][number]}`

/** Every path that an assert may have, for example `webrtc/audio/rtt/avg` or `actions/timeExecution/login`. */
export type MetricPath = { [B in MetricBase]: PathOf<B> }[MetricBase] | `actions/timeExecution/${string}`

/** The fixed metric paths. `actions/timeExecution/<name>` are valid too. */
export const metricPaths: readonly string[] = Object.entries(metricBases).flatMap(([base, aggregates]) =>
  aggregates.length === 0 ? [base] : aggregates.map((aggregate) => `${base}/${aggregate}`),
)

/** Whether an assert may have the path. */
export function isMetricPath(path: string): boolean {
  return metricPathSet.has(path) || /^actions\/timeExecution\/[\w-]{1,150}$/.test(path)
}

const metricPathSet: ReadonlySet<string> = new Set(metricPaths)
