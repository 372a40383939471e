import type { Operator } from '@loadero-test/core'
import type { Duration } from '../duration.js'

type Letter =
  | ('a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h' | 'i' | 'j' | 'k' | 'l' | 'm')
  | ('n' | 'o' | 'p' | 'q' | 'r' | 's' | 't' | 'u' | 'v' | 'w' | 'x' | 'y' | 'z')

/** The name of a mark. Its first character distinguishes it from a duration. */
export type MarkName = `${Letter | Uppercase<Letter> | '_'}${string}`

/** A duration since the participant's start, in a checked spec in seconds, or the name of a mark. */
export type Moment = Duration | MarkName

/** The period of a participant that an expectation is about. All given limits hold together. */
export interface TimeWindow {
  /** From each mark with the first name to the next one with the second name. */
  readonly between?: {
    /** The name of the first mark. */
    readonly start: string
    /** The name of the second mark. */
    readonly end: string
  }
  /** From the moment on. Of a mark that is set several times, the first time counts. */
  readonly after?: Moment
  /** Until the moment. Of a mark that is set several times, the first time counts. */
  readonly before?: Moment
  /** While all participants of the test are present: from the last start to the first end. */
  readonly whileAllPresent?: true
}

/** Comparisons of a number that must all hold, for example `{ gte: 15 }`. */
export type NumberCondition = { readonly [O in Exclude<Operator, 'regex'>]?: number }
