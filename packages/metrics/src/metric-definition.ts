import type { Combine, Formula } from './formulas.js'
import type { Flow } from './stats/readings.js'
import type { Unit } from './series.js'

/** How one metric is measured. */
export interface MetricRow {
  readonly unit: Unit
  /** The statistics of `getStats()`, or the events of the page, that it is computed from. */
  readonly source: string
  /** One sentence or less. */
  readonly meaning: string
  /** What a reader must know before comparing values. Empty for nothing. */
  readonly caveat: string
}

/** One row of the documentation, for one or several paths. */
export interface MetricDefinition extends MetricRow {
  /** `{m}` is `audio` or `video`, `{d}` is `in` or `out`. */
  readonly pattern: string
  /** Absent for a metric that is computed from events, or elsewhere. */
  readonly measure?: StreamMeasure
}

export interface StreamMeasure {
  readonly flows: readonly Flow[]
  readonly of: Formula
  /** How the values of several streams become one. */
  readonly combine: Combine
  /** How the values of the layers of simulcast become one, before they are combined. Absent: as other streams. */
  readonly combineLayers?: Combine
}

const rtpIn: readonly Flow[] = ['audio in', 'video in']
const rtpOut: readonly Flow[] = ['audio out', 'video out']
/** Names for the flows of definitions. */
export const flows = {
  rtp: [...rtpIn, ...rtpOut],
  rtpIn,
  rtpOut,
  video: ['video in', 'video out'],
  videoIn: ['video in'],
  videoOut: ['video out'],
  audioIn: ['audio in'],
  audioOut: ['audio out'],
  connection: ['connection'],
  data: ['data'],
} as const satisfies Record<string, readonly Flow[]>

/** The path of a definition for a stream of one kind and direction. */
export function pathFor(pattern: string, flow: Flow): string {
  const [kind = '', direction = ''] = flow.split(' ')
  return pattern.replace('{m}', kind).replace('{d}', direction)
}

/** All paths of a definition. */
export function pathsOf({ pattern, measure }: MetricDefinition): readonly string[] {
  if (measure) return [...new Set(measure.flows.map((flow) => pathFor(pattern, flow)))]
  const kinds = pattern.includes('{m}') ? ['audio', 'video'] : ['']
  const directions = pattern.includes('{d}') ? ['in', 'out'] : ['']
  return kinds.flatMap((kind) =>
    directions.map((direction) => pattern.replace('{m}', kind).replace('{d}', direction)),
  )
}
