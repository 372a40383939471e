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
}

export interface Timecard {
  readonly name: string
  /** Unix milliseconds, as is `end`. */
  readonly start: number
  readonly end: number
}

export interface ScriptOutcome {
  readonly passed: boolean
  /** One line; absent when passed. */
  readonly reason?: string
  /** What the script runs with was ended from outside, so its failure says nothing about the product. */
  readonly aborted?: true
}

/** From the engine to the host. */
export type EngineMessage =
  | ({ readonly kind: 'run' } & ScriptJob)
  | { readonly kind: 'start' }
  | { readonly kind: 'response'; readonly id: number; readonly value?: unknown; readonly error?: string }

/** From the host to the engine. */
export type HostMessage =
  /** Nightwatch is loaded: the host can run a script at once. */
  | { readonly kind: 'loaded' }
  /** The session with the browser exists: the script can start at once. */
  | { readonly kind: 'ready' }
  | ({ readonly kind: 'timecard' } & Timecard)
  /** A command on that line of the author's script begins. */
  | { readonly kind: 'line'; readonly line: number }
  | {
      readonly kind: 'request'
      readonly id: number
      readonly command: string
      readonly args: readonly unknown[]
    }
  /** An error outside of all commands; the host may end before it sends an outcome. */
  | { readonly kind: 'uncaught'; readonly reason: string }
  | ({ readonly kind: 'outcome' } & ScriptOutcome)
