/** The engine cannot do what is asked of it: the message says what happened, the hint what to do next. */
export class EngineError extends Error {
  readonly hint: string | undefined

  constructor(message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'EngineError'
    this.hint = options.hint
  }
}

/** The one line that is worth showing of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
