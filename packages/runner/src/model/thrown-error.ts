/** What code of an author threw, as data. */
export interface ThrownError {
  /** `TypeError`; `undefined` for a value that is not an error. */
  readonly name?: string | undefined
  /** May have several lines. */
  readonly message: string
  /** With the lines and columns of the source. */
  readonly stack: string
  /** Whether an assertion failed. */
  readonly isAssertion: boolean
  readonly expected?: string
  readonly actual?: string
  /** Expected and received values, line by line. */
  readonly diff?: string
  readonly code?: string
  /** The position in the source that the compiler reports. Lines and columns count from 1. */
  readonly position?: { readonly file: string; readonly line: number; readonly column: number }
  /** What to do about it. */
  readonly hint?: string
  /** Its `cause`, and the parts of an AggregateError. */
  readonly causes: readonly ThrownError[]
}

/** Why code of an author did not end as it should. */
export type CodeFailure =
  | { readonly kind: 'threw'; readonly error: ThrownError }
  /** It ended its thread, for example with `process.exit()`. `byOther`: code of another file did. */
  | { readonly kind: 'ended'; readonly error: ThrownError; readonly byOther?: boolean }
  | { readonly kind: 'timeout'; readonly timeoutMs: number }
  /** It replaced something, so that its assertions may not fail. */
  | { readonly kind: 'broken'; readonly name: string }
  /** The session ended first. */
  | { readonly kind: 'aborted' }
