import type { ThrownError } from '../../model/thrown-error.js'

type SourcePosition = NonNullable<ThrownError['position']>

const key = Symbol('source position')

/** An error of the compiler, at its position in the source. */
export class SourceSyntaxError extends SyntaxError {
  readonly [key]: SourcePosition

  constructor(message: string, position: SourcePosition) {
    super(message)
    this[key] = position
  }
}

export function sourcePositionOf(error: unknown): SourcePosition | undefined {
  return error instanceof SourceSyntaxError ? error[key] : undefined
}
