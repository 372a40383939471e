/** What a script host needs to run a script; `host/` is the other end of the channel. */
export interface ScriptJob {
  /** A file with the author's script. */
  readonly scriptFile: string
  /** Port of a WebDriver on 127.0.0.1. */
  readonly driverPort: number
  /** The capabilities to request from it to get the participant's browser. */
  readonly capabilities: Readonly<Record<string, unknown>>
  /** What the script finds under `client.globals`. */
  readonly globals: Readonly<Record<string, unknown>>
  /** Delay before each command of the script, in milliseconds. Default: none. */
  readonly slowMoMs?: number | undefined
}

export interface Timecard {
  readonly name: string
  /** Unix milliseconds, as is `end`. */
  readonly start: number
  readonly end: number
}

/** Where a script is: the command that began last. */
export interface ScriptPosition {
  /** Of the author's script. */
  readonly line: number
  /** The command with its arguments, shortened. */
  readonly command: string
}

export interface ScriptOutcome {
  readonly passed: boolean
  /** One line; absent when passed. */
  readonly reason?: string
  /** Commands that failed without failing the script, in one line. */
  readonly note?: string
  /** What the script runs with was ended from outside, so its failure says nothing about the product. */
  readonly aborted?: true
}

/** From the engine to the host. */
export type EngineMessage =
  | ({ readonly kind: 'run' } & ScriptJob)
  | { readonly kind: 'start' }
  /** A page could not be loaded; `text` is its address and the browser's error. */
  | { readonly kind: 'navigationFailed'; readonly text: string }
  | { readonly kind: 'response'; readonly id: number; readonly value?: unknown; readonly error?: string }

/** From the host to the engine. */
export type HostMessage =
  /** Nightwatch is loaded: the host can run a script at once. */
  | { readonly kind: 'loaded' }
  /** The session with the browser exists: the script can start at once. */
  | { readonly kind: 'ready'; readonly sessionId: string }
  | ({ readonly kind: 'timecard' } & Timecard)
  | ({ readonly kind: 'line' } & ScriptPosition)
  | {
      readonly kind: 'request'
      readonly id: number
      readonly command: string
      readonly args: readonly unknown[]
    }
  /** An error outside of all commands; the host may end before it sends an outcome. */
  | { readonly kind: 'uncaught'; readonly reason: string }
  | ({ readonly kind: 'outcome' } & ScriptOutcome)
