import type { ResultStatus, RunParticipant, RunStatus, TestMode } from '@loadero-test/core'

/** Plays participants. A failing script is an outcome; a throw means that the engine itself is broken. */
export interface Engine {
  /** Name and version of what it plays with, e.g. `chrome131`, for participants that asked for `chromeLatest`. */
  resolveBrowser(requested: string): string
  execute(job: ParticipantJob, cues: ParticipantHooks): Promise<ParticipantOutput>
  /** Whether it makes its outcomes up, which every answer then says; it leaves no files, so jobs have no directory. */
  readonly simulated?: boolean
  /** What a run of the test shall meet with, whatever its participants do; most engines leave it to them. */
  forcedOutcomeOf?(testName: string): ForcedOutcome
  /** Ends whatever still runs and frees everything; safe to call twice. */
  close(): Promise<void>
}

/** What is decided of a run beforehand. */
export interface ForcedOutcome {
  /** The run ends like this … */
  readonly status?: Exclude<RunStatus, RunningStatus | 'stopping'>
  /** … once it has been in this status for as long as it is held there; `initializing` by default. */
  readonly at?: RunningStatus
  /** How long a run stays in a status at least, in milliseconds. */
  readonly holdMs?: Readonly<Partial<Record<RunningStatus, number>>>
}

/** The statuses through which a run goes by itself. */
export type RunningStatus = 'pending' | 'initializing' | 'running' | 'waiting-results' | 'collecting-results'

/** One participant of one run. */
export interface ParticipantJob {
  readonly run: {
    readonly id: number
    readonly testName: string
    /** What is recorded depends on it; what it does not cover is dropped if it comes all the same. */
    readonly mode: TestMode
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

export interface ParticipantHooks {
  /** Says that the participant's browser stands; resolves when its turn in the ramp-up has come. */
  readonly onReady: () => Promise<void>
  /**
   * Says, before `ready`, that others have to end before the browser can be started, so nobody's turn has to wait for
   * this one; the time of its own counts from `ready` as ever. Absent where no participant may wait for another.
   */
  readonly onQueued?: () => void
  /** Says that the script has ended: what is still to be done, such as encoding a video, is none of its time. */
  readonly onEnded?: () => void
  /** Aborts when the participant's time is over or the run is stopped; `execute` then still answers, soon. */
  readonly signal: AbortSignal
}

export type LogKind = 'selenium' | 'browser' | 'webrtc' | 'rru'
export type ArtifactKind = 'audio' | 'downloads' | 'screenshots' | 'video'

export interface ParticipantOutput {
  /** The script's own verdict; whether it was cut short by time or by a stop is known to the caller of `execute`. */
  readonly seleniumResult: Extract<ResultStatus, 'pass' | 'fail'>
  /** Full texts; a kind that was not recorded is absent. */
  readonly logs: Readonly<Partial<Record<LogKind, string>>>
  /** Files below the job's directory. */
  readonly artifacts: readonly { readonly kind: ArtifactKind; readonly name: string; readonly path: string }[]
  /** By base path of the metric; what was not measured is absent. */
  readonly metrics: Readonly<Record<string, Measurement>>
  /** What is to be thought of when reading `metrics`, e.g. that the machine was overloaded; failing asserts say it. */
  readonly caveat?: string
  /** Timed sections of the script; Unix milliseconds. */
  readonly timecards: readonly { readonly name: string; readonly start: number; readonly end: number }[]
  /** VISQOL scores of tests that ask for them; absent where nothing was scored. */
  readonly mos?: readonly MosMeasurement[]
}

/** How well the audio between two moments was heard, from 1 to 5; `start` and `end` in Unix milliseconds. */
export interface MosMeasurement {
  readonly score: number
  readonly start: number
  readonly end: number
}

/** One sample a second to be aggregated, or a single value such as a codec's name. */
export type Measurement = { readonly samples: readonly number[] } | { readonly value: string | number }
