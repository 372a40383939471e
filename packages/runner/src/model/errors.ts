export type UserErrorCode = 'usage' | 'config' | 'specs' | 'plan' | 'limit' | 'engine'

/** An error that the user can correct. It is shown as message and hint, without a stack. */
export class UserError extends Error {
  override readonly name = 'UserError'
  readonly code: UserErrorCode
  readonly hint: string | undefined

  constructor(code: UserErrorCode, message: string, hint?: string) {
    super(message)
    this.code = code
    this.hint = hint
  }
}

/** A signal that ends a command early. */
export type InterruptSignal = 'SIGHUP' | 'SIGINT' | 'SIGQUIT' | 'SIGTERM'

/** No test is selected, so there is nothing to run. */
export class NothingSelectedError extends Error {
  override readonly name = 'NothingSelectedError'
  /** How many tests the spec files declare. */
  readonly declared: number

  constructor(declared: number) {
    super('no test is selected')
    this.declared = declared
  }
}

/** The reason of a session's aborted signal. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError'
  readonly by: InterruptSignal

  constructor(by: InterruptSignal) {
    super(`interrupted by ${by}`)
    this.by = by
  }
}

/** The reason why the session launches no further tests although it was not interrupted. */
export class NotLaunchedError extends Error {
  override readonly name = 'NotLaunchedError'
  /** Of the remaining tests. */
  readonly verdict: 'errored' | 'skipped'

  constructor(verdict: 'errored' | 'skipped', message: string) {
    super(message)
    this.verdict = verdict
  }
}
