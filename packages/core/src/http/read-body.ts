import type { z } from 'zod'

/** What of a body cannot be read, in one line; never a value of it. */
export class InvalidBodyError extends Error {}

/**
 * Reads a body by its schema.
 * A null where a value should be is as good as a key that was left out, but that is only tried when it has to be:
 * a copy of every body would cost more than the reading.
 * @throws MisfitError that names the first field which does not fit
 */
export function readBody<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const again = schema.safeParse(withoutNulls(body))
  if (again.success) return again.data
  const issue = again.error.issues[0]
  const field = issue && issue.path.length > 0 ? issue.path.join('.') : 'the body'
  throw new InvalidBodyError(`cannot read ${field}: ${issue?.message ?? 'unexpected shape'}`)
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([, one]) => one !== null)
  return Object.fromEntries(kept.map(([key, one]) => [key, withoutNulls(one)]))
}

/** undefined for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
