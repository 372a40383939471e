import type { Result } from '@loadero-test/core'
import { metricAtPath } from '@loadero-test/core/internal'
import { decimalOf } from '../model/wire/preconditions.js'

/** What a participant measured at a metric path, if it is a number. */
export function metricValue(result: Result, path: string): number | undefined {
  const reading = metricReading(result, path)
  return typeof reading === 'number' ? reading : undefined
}

/** What a participant measured at a metric path: a number, a text such as a codec's name, or `undefined`. */
export function metricReading({ metrics, data_sync }: Result, path: string): number | string | undefined {
  const timed = /^actions\/timeExecution\/(.+)$/.exec(path)
  if (timed) {
    // The mean of all sections with this name, as in the asserts of the local Loadero.
    const name = timed[1] ?? ''
    const durations = (data_sync?.result_timecards ?? [])
      .filter((card) => card.name === name && card.start !== undefined && card.end !== undefined)
      .map(({ start = 0, end = 0 }) => end - start)
    return durations.length === 0
      ? undefined
      : durations.reduce((sum, one) => sum + one, 0) / durations.length
  }
  const value = metricAtPath({ ...metrics?.machine, ...metrics?.webrtc }, path)
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  // Some values are numbers in a text.
  return value === undefined ? undefined : (decimalOf(value) ?? value)
}
