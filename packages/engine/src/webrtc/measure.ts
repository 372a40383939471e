import type { Measurement } from '@loadero-test/server'
import { hasNews, webrtcQuantities } from './metric-values.js'
import { intervalsOf, groupBy, type StatsInterval } from './intervals.js'
import type { StreamReading } from './streams.js'

/** All readings of a participant as measurements by base path; the table in the README says what is what. */
export function measurementsOfStreams(readings: readonly StreamReading[]): Record<string, Measurement> {
  const flows = groupBy(intervalsOf(readings), ([first]) => `${first?.now.kind} ${first?.now.direction}`)
  return Object.fromEntries(flows.flatMap(measure))
}

type Entry = [path: string, measurement: Measurement]

/** `courses` are all of one kind and direction. */
function measure(courses: readonly (readonly StatsInterval[])[]): Entry[] {
  const steps = courses.flat()
  const [first] = steps
  if (!first) return []
  const { kind, direction } = first.now
  const path = (name: string, undirected?: true) =>
    undirected ? `webrtc/${kind}/${name}` : `webrtc/${kind}/${name}/${direction}`
  const seconds = groupBy(steps, ({ second }) => second).toSorted(bySecond)
  const codecs = new Set(steps.flatMap(({ now }) => now.codec ?? []))
  const percent = percentLost(courses)
  return [
    ...webrtcQuantities.flatMap(({ name, undirected, combine, of }): Entry[] => {
      const valuesOfEach = seconds.map((streams) => streams.flatMap((step) => of(step) ?? []))
      const samples = valuesOfEach.filter(({ length }) => length > 0).map(combine)
      return samples.length > 0 ? [[path(name, undirected), { samples }]] : []
    }),
    [path('connections'), { value: Math.max(...seconds.map(({ length }) => length)) }],
    ...valued(path('codec'), codecs.size > 0 ? [...codecs].join(', ') : undefined),
    ...valued(`${path('packetsLost')}/percent`, percent),
  ]
}

function valued(path: string, value: string | number | undefined): Entry[] {
  return value === undefined ? [] : [[path, { value }]]
}

function bySecond([a]: readonly StatsInterval[], [b]: readonly StatsInterval[]) {
  return (a?.second ?? 0) - (b?.second ?? 0)
}

/** Of all packets that should have come, as far as the receiving side has told by its last report. */
function percentLost(courses: readonly (readonly StatsInterval[])[]): number | undefined {
  let [lost, due] = [0, 0]
  for (const course of courses) {
    const told = course.findLast(hasNews)?.now
    if (told?.lost === undefined) continue
    lost += told.lost
    due += told.direction === 'in' ? told.packets + told.lost : told.packets
  }
  return due > 0 ? (100 * lost) / due : undefined
}
