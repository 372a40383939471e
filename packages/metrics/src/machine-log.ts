import { splitJson } from './json-splitter.js'
import { type MachineSample, measureMachine } from './machine-metrics.js'
import type { ParticipantSeries, TimedEvent } from './series.js'

/** The names of the statistics in samples of other versions of Loadero. Their units are not documented. */
const otherNames = {
  read_time: 'time',
  cpu_usage: 'cpuUsed',
  cpu_available: 'cpuAvailable',
  memory_usage: 'ramUsed',
  memory_available: 'ramAvailable',
} as const

const numericNames = [
  'seconds',
  'cpuUsed',
  'cpuAvailable',
  'ramUsed',
  'ramAvailable',
  'bytesIn',
  'bytesOut',
] as const

/**
 * Reads the log of machine samples (`rru`), a JSON array. Unknown and missing values, and an incomplete end, are
 * accepted. A text that is not such a log has no series. A sample of an overloaded machine is an event `overloaded` at its
 * end, whose text is its length in seconds.
 */
export async function readMachineLog(chunks: AsyncIterable<Uint8Array>): Promise<ParticipantSeries> {
  const samples: MachineSample[] = []
  const events: TimedEvent[] = []
  let isArray = true
  let isComplete = false
  const visit = ([index]: readonly string[]) => {
    isArray &&= index === undefined || /^\d+$/.test(index)
    return index === undefined ? 'enter' : 'take'
  }
  const parts = splitJson(chunks, visit, (isWhole) => (isComplete = isWhole && isArray))
  for await (const { value } of parts) {
    if (typeof value !== 'object' || value === null) continue
    const fields = new Map<string, unknown>(
      Object.entries(value).map(([name, field]) => [
        Object.hasOwn(otherNames, name) ? otherNames[name as keyof typeof otherNames] : name,
        field,
      ]),
    )
    const time = fields.get('time')
    if (typeof time !== 'string') continue
    const numbers = numericNames.flatMap((name) => {
      const number = fields.get(name)
      return typeof number === 'number' ? [[name, number] as const] : []
    })
    const atMs = Date.parse(time)
    if (fields.get('overloaded') === true && !Number.isNaN(atMs)) {
      const seconds = fields.get('seconds')
      events.push({ atMs, kind: 'overloaded', text: typeof seconds === 'number' ? String(seconds) : '1' })
    }
    samples.push({ time, ...Object.fromEntries(numbers) })
  }
  const times = samples.map(({ time }) => Date.parse(time)).filter((time) => !Number.isNaN(time))
  const [startMs, endMs] = [times[0] ?? 0, times.at(-1) ?? 0]
  return { startMs, endMs, series: measureMachine(samples), values: new Map(), events, isComplete }
}
