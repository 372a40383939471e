import type { z } from 'zod'

/** Names the field that cannot be read, in one line, without its value. */
export class InvalidBodyError extends Error {}

/**
 * Reads a body by its schema. A null in the place of a value is read as a missing key.
 * @throws InvalidBodyError with the first invalid field
 */
export function readBody<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  // Only now, because a copy of every body would cost more than its validation.
  const retried = schema.safeParse(withoutNulls(body))
  if (retried.success) return retried.data
  const issue = retried.error.issues[0]
  const field = issue && issue.path.length > 0 ? issue.path.join('.') : 'the body'
  throw new InvalidBodyError(`cannot read ${field}: ${issue?.message ?? 'unexpected shape'}`)
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, child]) => child !== null)
  return Object.fromEntries(entries.map(([key, child]) => [key, withoutNulls(child)]))
}

/** undefined for a text that is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
