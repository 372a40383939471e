import { isBrowser, isMetricPath } from '@loadero-test/core'
import { z } from 'zod'
import type { Assumptions } from '../assumptions.js'
import { pick } from '../store/columns.js'
import { validationError, httpError, badRequest } from './http-error.js'

const unknownValue = 'Unknown value'

export const textField = z.string()
export const positiveField = z.int().min(1, { error: 'Must be 1 or more' })
export const booleanField = z.boolean()
export const browserField = z.string().refine(isBrowser, { error: unknownValue })
export const metricPathField = z.string().refine(isMetricPath, { error: unknownValue })
export function enumField<const T extends readonly string[]>(values: T) {
  return z.string().pipe(z.enum(values, { error: unknownValue }))
}

/** A schema of an object, whose keys can be told. */
export type BodySchema<T> = z.ZodType<T> & { readonly shape: object }

/** @throws HttpError 413 when it is longer than allowed */
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

/** A body as the resource's schema wants it; refusals have the service's statuses and shapes. */
export function parseRequestBody<T>(
  content: string,
  schema: BodySchema<T>,
  { unknownValues }: Pick<Assumptions, 'unknownValues'>,
): T {
  const given = present(parse(content))
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues
    .filter(({ message }) => unknownValues === 'refuse' || message !== unknownValue)
    .map((issue) => ({ issue, field: String(issue.path[0]) }))
  // An enumeration may have grown since this was written: the value is text all the same.
  if (problems.length === 0) return pick(given, ...Object.keys(schema.shape)) as T
  for (const { issue, field } of problems) {
    if (issue.code === 'invalid_type' && field in given) throw mistyped(issue.expected)
  }
  throw validationError(
    Object.fromEntries(
      problems.map(({ issue, field }) => [
        field,
        [field in given ? issue.message : 'This field is required'],
      ]),
    ),
  )
}

function parse(content: string): object {
  let value: unknown
  try {
    value = JSON.parse(content)
  } catch {
    throw badRequest('invalid JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw mistyped('object')
  return value
}

/** To the service an empty string is a missing one (observed), and so, we assume, is null. */
function present(body: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null && value !== ''))
}

// Observed for a number where a string belongs; what the position counts is unknown.
function mistyped(expected: string) {
  return badRequest(`invalid ${expected} value provided at position 1`)
}
