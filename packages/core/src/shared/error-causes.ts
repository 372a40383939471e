/** An error with its causes; the last one is the first cause. One connection can fail with an error for each address. */
export function errorCauses(error: unknown, depth = 0): readonly Error[] {
  if (!(error instanceof Error) || depth > 8) return []
  const parts: unknown[] = error instanceof AggregateError ? error.errors : []
  return [error, ...[...parts, error.cause].flatMap((cause) => errorCauses(cause, depth + 1))]
}

/** The codes of Node.js and undici, such as `ECONNREFUSED`. */
export function errorCodes(causes: readonly Error[]): readonly string[] {
  return causes.flatMap((cause) => ('code' in cause && typeof cause.code === 'string' ? [cause.code] : []))
}
