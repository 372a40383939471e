import type { ResultStatus, RunParticipant } from '@loadero-test/core'

/** Plays participants. A failing script is an outcome; a throw means that the engine itself is broken. */
export interface Engine {
  /** Name and version of what it plays with, e.g. `chrome131`, for participants that asked for `chromeLatest`. */
  resolveBrowser(requested: string): string
  execute(job: Job, cues: Cues): Promise<Outcome>
  /** Ends whatever still runs and frees everything; safe to call twice. */
  close(): Promise<void>
}

/** One participant of one run. */
export interface Job {
  readonly run: {
    readonly id: number
    readonly testName: string
    /** Seconds. */
    readonly startInterval: number
    /** Seconds. */
    readonly participantTimeout: number
    readonly totalParticipants: number
  }
  readonly participant: RunParticipant
  /** 0-based over the whole run. */
  readonly globalNum: number
  /** The one function expression that the service wants. */
  readonly script: string
  /** An empty directory of this participant alone; artifacts are left there, everything else is removed. */
  readonly directory: string
}

export interface Cues {
  /** Says that the participant's browser stands; resolves when its turn in the ramp-up has come. */
  ready(): Promise<void>
  /** Aborts when the participant's time is over or the run is stopped; `execute` then still answers, soon. */
  readonly signal: AbortSignal
}

export type LogKind = 'selenium' | 'browser' | 'webrtc' | 'rru'
export type ArtifactKind = 'audio' | 'downloads' | 'screenshots' | 'video'

export interface Outcome {
  /** The script's own verdict; whether it was cut short by time or by a stop is known to the caller of `execute`. */
  readonly seleniumResult: Extract<ResultStatus, 'pass' | 'fail'>
  /** Full texts; a kind that was not recorded is absent. */
  readonly logs: Readonly<Partial<Record<LogKind, string>>>
  /** Files below the job's directory. */
  readonly artifacts: readonly { readonly kind: ArtifactKind; readonly name: string; readonly path: string }[]
  /** By base path of the metric; what was not measured is absent. */
  readonly metrics: Readonly<Record<string, Measurement>>
  /** Timed sections of the script; Unix milliseconds. */
  readonly timecards: readonly { readonly name: string; readonly start: number; readonly end: number }[]
}

/** One sample a second to be aggregated, or a single value such as a codec's name. */
export type Measurement = { readonly samples: readonly number[] } | { readonly value: string | number }
