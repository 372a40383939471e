import type { CodeFailure } from '../../model/thrown-error.js'

/** The code of an author has not done what it was asked for. */
export class TaskError extends Error {
  override readonly name = 'TaskError'
  readonly failure: CodeFailure

  constructor(failure: CodeFailure) {
    super('error' in failure ? failure.error.message : failure.kind)
    this.failure = failure
  }
}

export interface TaskLimits {
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
}

export interface TaskReply {
  readonly value: unknown
  /** Names of what the code changed for all other code of its thread. */
  readonly changed: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
}
