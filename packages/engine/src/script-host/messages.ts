/** What a script host needs to know before it can play; see `host/` for its side of the line. */
export interface ScriptJob {
  /** The author's script in a file of its own. */
  readonly scriptFile: string
  /** Of a WebDriver on 127.0.0.1 … */
  readonly driverPort: number
  /** … and what is asked of it to get the participant's browser. */
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
}

export type ToHost =
  | ({ readonly kind: 'play' } & ScriptJob)
  | { readonly kind: 'start' }
  | { readonly kind: 'answer'; readonly id: number; readonly value?: unknown; readonly error?: string }

export type FromHost =
  /** Nightwatch is loaded: the host can play at once. */
  | { readonly kind: 'loaded' }
  /** The session with the browser stands: the script can start at once. */
  | { readonly kind: 'ready' }
  | ({ readonly kind: 'timecard' } & Timecard)
  /** A command of that line of the author's script begins. */
  | { readonly kind: 'line'; readonly line: number }
  | { readonly kind: 'ask'; readonly id: number; readonly request: string; readonly args: readonly unknown[] }
  /** An error that no command has to answer for; the host may not live to give a verdict. */
  | { readonly kind: 'stray'; readonly reason: string }
  | ({ readonly kind: 'verdict' } & ScriptOutcome)
