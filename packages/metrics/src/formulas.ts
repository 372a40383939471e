import type { StatsInterval } from './stats/intervals.js'
import { sumOf } from './aggregate.js'
import { numberOf, type Reading, valueOf } from './stats/readings.js'

/** The value of one stream in one second; undefined when it was not measured. */
export type Formula = (interval: StatsInterval) => number | undefined

/** Makes one value of those of several streams. */
export type Combine = (values: readonly number[]) => number

export function meanOf(values: readonly number[]): number {
  return sumOf(values) / values.length
}

export function maxOf(values: readonly number[]): number {
  return values.reduce((max, value) => Math.max(max, value), -Infinity)
}

type RowName = 'own' | 'remote' | 'source' | 'pair'
type Read = (reading: Reading) => number | undefined

function readFrom(name: string, row: RowName): Read {
  return (reading) => numberOf(reading[row], name)
}

function scaled(value: number | undefined, factor: number): number | undefined {
  return value === undefined ? undefined : value * factor
}

/** Since the previous reading, or since the stream began. */
function difference({ current, previous, isFromStart }: StatsInterval, read: Read): number | undefined {
  const value = read(current)
  if (value === undefined || (!previous && !isFromStart)) return undefined
  const change = value - ((previous && read(previous)) ?? 0)
  // A counter that goes back while its stream goes on belongs to another source, such as a replaced track.
  return change < 0 ? undefined : change
}

/** The latest value of a statistic. */
export function latest(name: string, factor = 1, row: RowName = 'own'): Formula {
  return ({ current }) => scaled(numberOf(current[row], name), factor)
}

/** The value that the receiver of a stream has reported since the previous reading. */
export function reported(name: string, factor: number): Formula {
  return (interval) => {
    if (!hasNewReport(interval)) return undefined
    const { own, remote, flow } = interval.current
    return scaled(numberOf(flow.endsWith('in') ? own : remote, name), factor)
  }
}

/** By how much a counter increases. */
export function increase(name: string, factor = 1): Formula {
  return (interval) => scaled(difference(interval, readFrom(name, 'own')), factor)
}

/** The increase per second of time. The first second of a stream has no rate: the stream fills an unknown part of it. */
export function perSecond(name: string, factor = 1): Formula {
  return (interval) => {
    const { current, previous } = interval
    const seconds = previous && (current.at - previous.at) / 1_000
    return seconds ? scaled(difference(interval, readFrom(name, 'own')), factor / seconds) : undefined
  }
}

/** The increase of one counter for each unit of another one. Undefined when the other one does not increase. */
export function ratio(over: string, under: string, factor = 1, row: RowName = 'own'): Formula {
  return (interval) => {
    const numerator = difference(interval, readFrom(over, row))
    const denominator = difference(interval, readFrom(under, row))
    if (!interval.previous || numerator === undefined || !denominator) return undefined
    return (factor * numerator) / denominator
  }
}

/** The level of sound, of the whole second. Undefined for a stream without playback. */
export function level(row: RowName): Formula {
  const squaredLevel = ratio('totalAudioEnergy', 'totalSamplesDuration', 1, row)
  return (interval) => {
    const squared = squaredLevel(interval)
    return squared === undefined ? undefined : Math.sqrt(squared)
  }
}

/** Packets that never arrived. */
export function lostPackets({
  lost,
  previousLost,
  previous,
  isFromStart,
}: StatsInterval): number | undefined {
  if (lost === undefined || (!previous && !isFromStart)) return undefined
  return lost - (previousLost ?? 0)
}

/** Whether the side that receives the stream has reported since the previous reading. */
export function hasNewReport({ current, previous }: StatsInterval): boolean {
  if (current.flow.endsWith('in')) return true
  const [reportedAt, previousAt] = [current.remote, previous?.remote].map(
    (row) => row?.history.times[row.index],
  )
  return reportedAt !== undefined && reportedAt !== previousAt
}

/** The percentage of the time in which an encoder was limited for a reason. */
export function limitedBy(reason: 'cpu' | 'bandwidth'): Formula {
  const secondsOf = (reading: Reading, name: string) => {
    const durations = valueOf(reading.own, 'qualityLimitationDurations')
    const seconds: unknown = typeof durations === 'object' && durations && Reflect.get(durations, name)
    return typeof seconds === 'number' ? seconds : undefined
  }
  return (interval) => {
    const { current, previous } = interval
    const limited = difference(interval, (reading) => secondsOf(reading, reason))
    if (limited !== undefined && previous && current.at > previous.at) {
      return Math.min(100, (100 * limited) / ((current.at - previous.at) / 1_000))
    }
    const now = valueOf(current.own, 'qualityLimitationReason')
    return typeof now !== 'string' ? undefined : now === reason ? 100 : 0
  }
}

/** How long the freezes that ended took. The mean of several in one second. */
export function freezeDuration(interval: StatsInterval): number | undefined {
  const count = increase('freezeCount')(interval)
  const duration = increase('totalFreezesDuration', 1_000)(interval)
  if (count === undefined || duration === undefined) return undefined
  return count === 0 ? 0 : duration / count
}

/** 1 when the size of the frames is another one than before. */
export function resolutionChange({ current, previous }: StatsInterval): number | undefined {
  const sizeOf = (reading: Reading | undefined) => {
    const [width, height] = [numberOf(reading?.own, 'frameWidth'), numberOf(reading?.own, 'frameHeight')]
    return width === undefined || height === undefined ? undefined : `${width}x${height}`
  }
  const [size, before] = [sizeOf(current), sizeOf(previous)]
  if (size === undefined) return undefined
  return before === undefined || size === before ? 0 : 1
}

const maxDelayMs = 60_000

/** From the capture of a frame at the sender to its display here, of the browser's last timing frame. */
export function captureToRender({ current, previous }: StatsInterval): number | undefined {
  const info = valueOf(current.own, 'googTimingFrameInfo')
  if (typeof info !== 'string' || info === valueOf(previous?.own, 'googTimingFrameInfo')) return undefined
  const parts = info.split(',').map(Number)
  const [capture = 0, render = 0] = [parts[1], parts[12]]
  const delay = render - capture
  // Before the first sender report, the time of the capture is unknown and negative.
  return capture > 0 && delay >= 0 && delay < maxDelayMs ? delay : undefined
}

const silentLevel = 0.001

/** 100 in a second of silence, else 0. */
export function silence(interval: StatsInterval): number | undefined {
  const measured = level('own')(interval)
  return measured === undefined ? undefined : measured < silentLevel ? 100 : 0
}

const concealed = ratio('concealedSamples', 'totalSamplesReceived', 100)
const jitterBuffer = ratio('jitterBufferDelay', 'jitterBufferEmittedCount', 1_000)
/** Of the encoder and the sound card, in milliseconds. */
const fixedDelayMs = 20

/**
 * The mean opinion score by the E-model of ITU-T G.107, with default values for all that is not measured. The codec is
 * treated as G.711 with concealment (G.113: Ie 0, Bpl 25.1), and the loss is the concealed share.
 */
export function eModelMos(interval: StatsInterval): number | undefined {
  const roundTrip = numberOf(interval.current.pair, 'currentRoundTripTime')
  const [lossPercent, buffer] = [concealed(interval), jitterBuffer(interval)]
  if (roundTrip === undefined || lossPercent === undefined || buffer === undefined) return undefined
  const delay = fixedDelayMs + buffer + (roundTrip * 1_000) / 2
  const delayImpairment = 0.024 * delay + 0.11 * Math.max(0, delay - 177.3)
  const lossImpairment = (95 * lossPercent) / (lossPercent + 25.1)
  const r = Math.min(100, Math.max(0, 93.2 - delayImpairment - lossImpairment))
  return Math.max(1, 1 + 0.035 * r + 7e-6 * r * (r - 60) * (100 - r))
}

/** 100 while the selected pair of candidates goes over a TURN server, else 0. */
export function relayShare({ current }: StatsInterval): number | undefined {
  const types = current.candidates.map((candidate) => valueOf(candidate, 'candidateType'))
  if (types.length === 0) return undefined
  return types.includes('relay') ? 100 : 0
}

/** 1 when the connection has another ICE user name than before, which only a restart gives it. */
export function iceRestart({ current, previous }: StatsInterval): number | undefined {
  const [now, before] = [current, previous].map((reading) =>
    valueOf(reading?.own, 'iceLocalUsernameFragment'),
  )
  if (typeof now !== 'string' && typeof now !== 'number') return undefined
  return before === undefined || before === now ? 0 : 1
}

/** One formula for what is received, and one for what is sent. */
export function byDirection(received: Formula, sent: Formula): Formula {
  return (interval) => (interval.current.flow.endsWith('in') ? received : sent)(interval)
}
