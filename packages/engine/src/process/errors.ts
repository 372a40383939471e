/** The engine cannot do what was requested: the message says what happened, the hint what to do next. */
export class EngineError extends Error {
  readonly hint: string | undefined

  constructor(message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'EngineError'
    this.hint = options.hint
  }
}
