import { isBrowser, isMetricPath } from '@loadero-test/core'
import { z } from 'zod'
import type { Assumptions } from '../assumptions.js'
import { pick } from '../store/columns.js'
import { badRequest, httpError, validationError } from './http-error.js'

const unknownValue = 'Unknown value'

export const textField = z.string()
export const positiveField = z.int().min(1, { error: 'Must be 1 or more' })
export const booleanField = z.boolean()
export const browserField = z.string().refine(isBrowser, { error: unknownValue })
export const metricPathField = z.string().refine(isMetricPath, { error: unknownValue })
export function enumField<const T extends readonly string[]>(values: T) {
  return z.string().pipe(z.enum(values, { error: unknownValue }))
}

/** The schema of an object with known keys. */
export type BodySchema<T> = z.ZodType<T> & { readonly shape: object }

/** @throws HttpError 413 when the body is longer than `maxBytes` */
export async function readContent(
  request: { header(name: string): string | undefined; text(): Promise<string> },
  maxBytes: number,
): Promise<string> {
  const tooLong = httpError(413, 'Request body too large')
  if (Number(request.header('content-length') ?? 0) > maxBytes) throw tooLong
  const content = await request.text()
  if (Buffer.byteLength(content) > maxBytes) throw tooLong
  return content
}

/**
 * Parses a body with the schema of a resource.
 * @throws HttpError with the service's status and form
 */
export function parseRequestBody<T>(
  content: string,
  schema: BodySchema<T>,
  { unknownValues }: Pick<Assumptions, 'unknownValues'>,
  required: readonly string[] = [],
): T {
  const body = parseObject(content)
  const parsed = schema.safeParse(body)
  const missing = required.filter((key) => !(key in body))
  if (parsed.success && missing.length === 0) return parsed.data
  const problems = (parsed.error?.issues ?? [])
    .filter(({ message }) => unknownValues === 'refuse' || message !== unknownValue)
    .map((issue) => ({ issue, field: String(issue.path[0]) }))
  // Only values that are in no enumeration remain, and they are accepted.
  if (problems.length === 0 && missing.length === 0) return pick(body, ...Object.keys(schema.shape)) as T
  for (const { issue, field } of problems) {
    if (issue.code === 'invalid_type' && field in body) throw wrongType(issue.expected)
  }
  const isRequired = 'This field is required'
  const messages = [
    ...problems.map(({ issue, field }) => [field, [field in body ? issue.message : isRequired]] as const),
    ...missing.map((field) => [field, [isRequired]] as const),
  ]
  throw validationError(Object.fromEntries(messages))
}

/** The object without empty values: to the service an empty string is missing (observed), and so, we assume, is null. */
function parseObject(content: string): Readonly<Record<string, unknown>> {
  let value: unknown
  try {
    value = JSON.parse(content)
  } catch {
    throw badRequest('invalid JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrongType('object')
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== null && entry !== ''))
}

// Observed for a number in place of a string. The meaning of the position is unknown.
function wrongType(expected: string) {
  return badRequest(`invalid ${expected} value provided at position 1`)
}
