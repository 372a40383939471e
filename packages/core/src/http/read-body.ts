import type { z } from 'zod'
import { hasUnsafeInteger, quoteUnsafeIntegers } from './big-integers.js'
import { repairTypes } from './repair-types.js'

/** Names the field that cannot be read, in one line, without its value. */
export class InvalidBodyError extends Error {
  /** Whether the body is something else altogether: no object, or one without a key that each response has. */
  readonly isOtherShape: boolean

  constructor(message: string, isOtherShape: boolean) {
    super(message)
    this.isOtherShape = isOtherShape
  }
}

/**
 * Reads a body by its schema. A null in the place of a value is read as a missing key. A value of another type is read
 * where that does not change its meaning, see `repairTypes`.
 * @throws InvalidBodyError with the first invalid field
 */
export function readBody<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  // Only now, because a copy of every body would cost more than its validation.
  const copy = withoutNulls(body)
  let retried = schema.safeParse(copy)
  // Each round repairs every field that it can; a repaired field can have one more problem, such as its size.
  for (let round = 0; round < 3 && !retried.success && repairTypes(copy, retried.error); round++) {
    retried = schema.safeParse(copy)
  }
  if (retried.success) return retried.data
  const issue = retried.error.issues[0]
  const [key] = issue?.path ?? []
  const field = issue && key !== undefined ? issue.path.join('.') : 'the body'
  const isOtherShape = key === undefined || typeof copy !== 'object' || copy === null || !(key in copy)
  throw new InvalidBodyError(`cannot read ${field}: ${issue?.message ?? 'unexpected shape'}`, isOtherShape)
}

/** A copy of parsed JSON in which a key with null is missing. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, child]) => child !== null)
  return Object.fromEntries(entries.map(([key, child]) => [key, withoutNulls(child)]))
}

/** undefined for a text that is not JSON. An integer above 2^53 becomes a text with its exact digits. */
export function parseJson(text: string): unknown {
  try {
    const parsed = JSON.parse(text) as unknown
    return hasUnsafeInteger(text) ? (JSON.parse(quoteUnsafeIntegers(text)) as unknown) : parsed
  } catch {
    return undefined
  }
}
