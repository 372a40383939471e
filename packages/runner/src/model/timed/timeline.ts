import type { SeriesPoint } from '@loadero-test/metrics'
import type { SecondsLog } from './seconds-log.js'

/** A moment that a script named with `mark()`. */
export interface MomentMark {
  /** As the script gave it. */
  readonly name: string
  /** Milliseconds since the epoch. */
  readonly atMs: number
}

/** A value that a script recorded with `measure()`, in milliseconds. */
export interface ScriptMeasurement extends MomentMark {
  /** As the script gave it, in milliseconds. */
  readonly value: number
}

/** A line of a log. */
export interface LogEntry {
  /** Milliseconds since the epoch. Absent when the line has no time. */
  readonly atMs?: number
  /** Without its time. */
  readonly text: string
}

/** From its start to its end, in milliseconds since the epoch. */
export interface Period {
  readonly startMs: number
  readonly endMs: number
}

/** What the logs of one participant say about its seconds, as far as expectations need it. */
export interface Timeline {
  /** From the participant's start to its end. Absent when the service did not report both. */
  readonly presence?: Period
  /** From the last start of a participant of the test to the first end. Absent when there is no such period. */
  readonly allPresent?: Period
  /** In the order of time. */
  readonly marks: readonly MomentMark[]
  /** In the order of time. */
  readonly measurements: readonly ScriptMeasurement[]
  /** By base path, in the order of time. */
  readonly series: ReadonlyMap<string, readonly SeriesPoint[]>
  /** The moments at which a log has any value, in the order of time. A metric may lack some of them. */
  readonly readings: ReadonlyMap<SecondsLog, readonly SeriesPoint[]>
  /** Logs that prove nothing, each with the reason as the end of a sentence. */
  readonly unreadable: ReadonlyMap<'selenium' | SecondsLog, string>
}

/** Why a participant failed, as its logs show it. */
export interface FailureDetails {
  /** Milliseconds since the epoch: the first failure in the script's log, or else the end of the participant. */
  readonly atMs?: number
  /** Seconds between the start of the participant and the failure. */
  readonly second?: number
  /** The last commands of the script, oldest first. */
  readonly commands: readonly LogEntry[]
  /** The first errors of its pages. */
  readonly pageErrors: readonly LogEntry[]
  /** The first requests that failed. */
  readonly failedRequests: readonly LogEntry[]
  /** Calls of getUserMedia that failed: `getUserMedia failed: NotAllowedError: Permission denied`. */
  readonly mediaFailures: readonly LogEntry[]
}
