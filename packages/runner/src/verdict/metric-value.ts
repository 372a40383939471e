import { type Aggregator, aggregators, type Result } from '@loadero-test/core'

/** What a participant measured under an assert's path, if it is a number. */
export function metricValue(result: Result, path: string): number | undefined {
  return asNumber(metricReading(result, path))
}

/** The same where it may also be a text, such as a codec's name; undefined when it was not measured. */
export function metricReading({ metrics, data_sync }: Result, path: string): number | string | undefined {
  const timed = /^actions\/timeExecution\/(.+)$/.exec(path)
  if (timed) return meanDuration(data_sync?.result_timecards ?? [], timed[1] ?? '')
  const found = { ...metrics?.machine, ...metrics?.webrtc }
  const whole = found[path]?.value
  if (whole !== undefined) return asNumber(whole) ?? whole
  const cut = path.lastIndexOf('/')
  const metric = found[path.slice(0, cut)]
  const end = path.slice(cut + 1)
  if (metric === undefined) return undefined
  // Which field holds a percentage is not documented; it has no aggregate of its own.
  return asNumber(end === 'percent' ? metric.value : metric[aggregators[end as Aggregator]])
}

function asNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

/** Milliseconds. A section that was timed several times counts with its mean, as in the local Loadero's asserts. */
function meanDuration(
  timecards: readonly { name?: string | undefined; start?: number | undefined; end?: number | undefined }[],
  name: string,
): number | undefined {
  const durations = timecards
    .filter((card) => card.name === name && card.start !== undefined && card.end !== undefined)
    .map(({ start = 0, end = 0 }) => end - start)
  return durations.length === 0 ? undefined : durations.reduce((sum, one) => sum + one, 0) / durations.length
}
