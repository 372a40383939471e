import {
  measureStart,
  measureStates,
  measureSync,
  measureUserMedia,
  eventsOf,
  tracksOf,
} from './call-metrics.js'
import { hasNewReport } from './formulas.js'
import { groupBy, statsIntervalsOf, type StatsInterval } from './stats/intervals.js'
import { pathFor, type StreamMeasure } from './metric-definition.js'
import { codecOf, readingsOf, valueOf } from './stats/readings.js'
import type { ParticipantSeries, Series, SeriesPoint } from './series.js'
import { definitions, metricTable } from './table.js'
import type { WebrtcLog } from './stats/webrtc-log.js'

/** Every metric of the peer connections of a participant. One function for live statistics and for logs. */
export function measureWebrtc(log: WebrtcLog): ParticipantSeries {
  const streams = statsIntervalsOf(readingsOf(log))
  const events = eventsOf(log)
  const times = [
    ...events.map(({ atMs }) => atMs),
    ...streams.flatMap((intervals) =>
      [intervals[0], intervals.at(-1)].flatMap((each) => each?.current.at ?? []),
    ),
  ]
  // Too many for the arguments of `Math.min`.
  const startMs = times.reduce((min, time) => Math.min(min, time), times[0] ?? 0)
  const endMs = times.reduce((max, time) => Math.max(max, time), times[0] ?? 0)
  const points = new Map<string, SeriesPoint[]>()
  for (const flow of groupBy(streams, ([first]) => first?.current.flow)) measureFlow(flow, points)
  measureUserMedia(log, points)
  for (const [id, connection] of log.connections) {
    measureStates(connection, endMs, points)
    const own = streams.filter(([first]) => first?.current.stream.startsWith(`${id} `))
    const tracks = tracksOf(connection)
    for (const stream of own) {
      const flow = stream[0]?.current.flow
      if (flow === 'video in' || flow === 'audio in') measureStart(stream, tracks, points)
    }
    measureSync(own, tracks, points)
  }
  const series = [...points].map(([path, values]): [string, Series] => [
    path,
    { path, unit: metricTable[path]?.unit ?? '', points: values.toSorted((a, b) => a.atMs - b.atMs) },
  ])
  return { startMs, endMs, series: new Map(series), values: valuesOf(streams), events }
}

/** The metrics of streams that are all of one kind and direction. */
function measureFlow(
  streams: readonly (readonly StatsInterval[])[],
  points: Map<string, SeriesPoint[]>,
): void {
  const intervals = streams.flat()
  const flow = intervals[0]?.current.flow
  if (flow === undefined) return
  const seconds = groupBy(intervals, ({ second }) => second).toSorted(
    ([a], [b]) => (a?.second ?? 0) - (b?.second ?? 0),
  )
  for (const { pattern, measure } of definitions) {
    if (!measure?.flows.includes(flow)) continue
    const measured: SeriesPoint[] = []
    for (const second of seconds) {
      const value = combineSecond(second, measure)
      if (value !== undefined) measured.push({ atMs: (second[0]?.second ?? 0) * 1_000, value })
    }
    if (measured.length > 0) points.set(pathFor(pattern, flow), measured)
  }
}

/** The value of several streams in one second. Most calls have one stream of a kind, which needs no lists. */
function combineSecond(second: readonly StatsInterval[], { of, combine, combineLayers }: StreamMeasure) {
  const [first] = second
  if (first && second.length === 1) return of(first)
  const values: number[] = []
  for (const interval of combineLayers ? [] : second) {
    const value = of(interval)
    if (value !== undefined) values.push(value)
  }
  for (const layers of combineLayers ? groupBy(second, ({ current }) => current.sender) : []) {
    const own = layers.flatMap((interval) => of(interval) ?? [])
    if (combineLayers && own.length > 0) values.push(combineLayers(own))
  }
  return values.length === 0 ? undefined : combine(values)
}

/** The metrics with one value for the whole log. */
function valuesOf(streams: readonly (readonly StatsInterval[])[]): Map<string, string | number> {
  const values = new Map<string, string | number>()
  for (const own of groupBy(streams, ([first]) => first?.current.flow)) {
    const flow = own[0]?.[0]?.current.flow
    const intervals = own.flat()
    if (flow === 'connection') {
      const candidates = own.flatMap((stream) => stream.at(-1)?.current.candidates[0] ?? [])
      const names = (of: (row: (typeof candidates)[number]) => unknown) =>
        [...new Set(candidates.map(of).filter((name) => typeof name === 'string'))].join(', ')
      const type = names((row) => valueOf(row, 'candidateType'))
      const protocol = names((row) => valueOf(row, 'relayProtocol') ?? valueOf(row, 'protocol'))
      if (type) values.set('quality/connection/candidateType', type)
      if (protocol) values.set('quality/connection/protocol', protocol)
      continue
    }
    if (flow === undefined || flow === 'data') continue
    const seconds = groupBy(intervals, ({ second }) => second)
    values.set(pathFor('webrtc/{m}/connections/{d}', flow), Math.max(...seconds.map(({ length }) => length)))
    const codecs = new Set(intervals.flatMap(({ current }) => codecOf(current) ?? []))
    if (codecs.size > 0) values.set(pathFor('webrtc/{m}/codec/{d}', flow), [...codecs].join(', '))
    // Of all expected packets, by the last report of the receiving side.
    let [lost, expected] = [0, 0]
    for (const stream of own) {
      const last = stream.findLast(hasNewReport)
      if (last?.lost === undefined) continue
      lost += last.lost
      expected += last.current.progress + (flow.endsWith('in') ? last.lost : 0)
    }
    if (expected > 0)
      values.set(pathFor('webrtc/{m}/packetsLost/{d}/percent', flow), Math.min(100, (100 * lost) / expected))
  }
  return values
}
