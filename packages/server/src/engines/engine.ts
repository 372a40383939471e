import type { ResultStatus, RunParticipant, RunStatus, TestMode } from '@loadero-test/core'

/** Executes participants. A failing script is an output. A rejection means that the engine itself failed. */
export interface Engine {
  /** The browser that the engine runs, e.g. `chrome131`, for a requested one such as `chromeLatest`. */
  resolveBrowser(requested: string): string
  execute(job: ParticipantJob, hooks: ParticipantHooks): Promise<ParticipantOutput>
  /** Whether the outputs are simulated. All responses then say so, and jobs have no directory. */
  readonly simulated?: boolean
  /** How runs of a test go regardless of their participants. */
  forcedOutcomeOf?(testName: string): ForcedOutcome
  /** Ends all executions and frees everything. Can be called twice. */
  close(): Promise<void>
}

export interface ForcedOutcome {
  /** The end status of the run. */
  readonly status?: Exclude<RunStatus, RunningStatus | 'stopping'>
  /** The status in which the run ends, after its time in `holdMs`. `initializing` by default. */
  readonly at?: RunningStatus
  /** How long a run stays in each status at least, in milliseconds. */
  readonly holdMs?: Readonly<Partial<Record<RunningStatus, number>>>
}

/** The statuses of a run between its launch and its end, unless it is stopped. */
export type RunningStatus = 'pending' | 'initializing' | 'running' | 'waiting-results' | 'collecting-results'

/** One participant of one run. */
export interface ParticipantJob {
  readonly run: {
    readonly id: number
    readonly testName: string
    /** Decides what is recorded. The server drops what the mode does not record. */
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
  /** One function expression, as the service expects it. */
  readonly script: string
  /** An empty directory for this participant alone. It is removed, except for the artifacts in the output. */
  readonly directory: string
}

export interface ParticipantHooks {
  /** Reports that the browser has started. Resolves when the participant starts in the ramp-up. */
  readonly onReady: () => Promise<void>
  /**
   * Reports, before `onReady`, that the browser can start only after others have ended, so the ramp-up does not wait
   * for it. The participant's time counts from `onReady` as usual. Absent where no participant may wait for others.
   */
  readonly onQueued?: () => void
  /** Reports that the script has ended. Later work, such as encoding a video, does not count as its time. */
  readonly onEnded?: () => void
  /** Reports that the participant waits for a person. Its time does not count until the returned function is called. */
  readonly onHeld?: () => () => void
  /** Aborts at the participant's timeout, or when the run is stopped. `execute` then still resolves, soon. */
  readonly signal: AbortSignal
}

export type LogKind = 'selenium' | 'browser' | 'webrtc' | 'rru'
export type ArtifactKind = 'audio' | 'downloads' | 'screenshots' | 'video'

export interface ParticipantOutput {
  /**
   * The result of the script itself. `aborted`: it was cut short for a reason that says nothing about the product, and
   * its log ends with that reason. The caller of `execute` knows about timeouts and stops.
   */
  readonly seleniumResult: Extract<ResultStatus, 'pass' | 'fail' | 'aborted'>
  /** Full texts. A kind that was not recorded is absent. */
  readonly logs: Readonly<Partial<Record<LogKind, string>>>
  /** Files in the job's directory. */
  readonly artifacts: readonly { readonly kind: ArtifactKind; readonly name: string; readonly path: string }[]
  /** By base path of the metric. A metric that was not measured is absent. */
  readonly metrics: Readonly<Record<string, Measurement>>
  /** What limits the value of `metrics`, e.g. an overloaded machine. It is the message of failed asserts. */
  readonly caveat?: string
  /** Timed sections of the script, in Unix milliseconds. */
  readonly timecards: readonly { readonly name: string; readonly start: number; readonly end: number }[]
  /** VISQOL scores of tests that request them. Absent when nothing was scored. */
  readonly mos?: readonly MosMeasurement[]
}

/** The audio quality between two moments, from 1 to 5. `start` and `end` are in Unix milliseconds. */
export interface MosMeasurement {
  readonly score: number
  readonly start: number
  readonly end: number
}

/** One sample a second, or a single value such as a codec's name. */
export type Measurement = { readonly samples: readonly number[] } | { readonly value: string | number }
