import type { SnapshotSerializer } from 'vitest'

interface HintedError extends Error {
  readonly hint: string
}

/** Adds the hint of an error to its snapshot, because Vitest writes only the name and the message. */
const errorWithHint: SnapshotSerializer = {
  test: (value: unknown) => value instanceof Error && 'hint' in value && typeof value.hint === 'string',
  serialize: ({ name, message, hint }: HintedError) => `[${name}: ${message}]\n  ${hint}`,
}

export default errorWithHint
