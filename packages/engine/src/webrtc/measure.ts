import type { Measurement } from '@loadero-test/server'
import { hasNewReport, webrtcQuantities } from './metric-values.js'
import { intervalsOf, groupBy, type StatsInterval } from './intervals.js'
import type { StreamReading } from './streams.js'

/** All readings of a participant as measurements by base path; the table in docs/metrics.md defines them. */
export function measurementsOfStreams(readings: readonly StreamReading[]): Record<string, Measurement> {
  const flows = groupBy(
    intervalsOf(readings),
    ([first]) => `${first?.current.kind} ${first?.current.direction}`,
  )
  return Object.fromEntries(flows.flatMap(measureFlow))
}

/** Measures `streams` that are all of one kind and direction. */
function measureFlow(streams: readonly (readonly StatsInterval[])[]): [path: string, Measurement][] {
  const intervals = streams.flat()
  const [first] = intervals
  if (!first) return []
  const { kind, direction } = first.current
  const pathOf = (name: string) => `webrtc/${kind}/${name}/${direction}`
  const seconds = groupBy(intervals, ({ second }) => second).toSorted(
    ([a], [b]) => (a?.second ?? 0) - (b?.second ?? 0),
  )
  const codecs = new Set(intervals.flatMap(({ current }) => current.codec ?? []))
  const percent = percentLost(streams)
  return [
    ...webrtcQuantities.flatMap(({ name, undirected, combine, of }): [string, Measurement][] => {
      const values = seconds.map((second) => second.flatMap((interval) => of(interval) ?? []))
      const samples = values.filter(({ length }) => length > 0).map(combine)
      return samples.length > 0 ? [[undirected ? `webrtc/${kind}/${name}` : pathOf(name), { samples }]] : []
    }),
    [pathOf('connections'), { value: Math.max(...seconds.map(({ length }) => length)) }],
    ...(codecs.size > 0
      ? [[pathOf('codec'), { value: [...codecs].join(', ') }] as [string, Measurement]]
      : []),
    ...(percent === undefined
      ? []
      : [[`${pathOf('packetsLost')}/percent`, { value: percent }] as [string, Measurement]]),
  ]
}

/** Percent of all expected packets, by the last report of the receiving side. */
function percentLost(streams: readonly (readonly StatsInterval[])[]): number | undefined {
  let [lost, expected] = [0, 0]
  for (const stream of streams) {
    const reported = stream.findLast(hasNewReport)?.current
    if (reported?.lost === undefined) continue
    lost += reported.lost
    expected += reported.direction === 'in' ? reported.packets + reported.lost : reported.packets
  }
  // Duplicates make the browser's count of lost packets negative.
  return expected > 0 ? Math.max(0, (100 * lost) / expected) : undefined
}
