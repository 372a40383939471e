import { isBrowser, isMetricPath } from '@loadero-test/core'
import { z } from 'zod'
import { invalid, unprocessable } from './http-error.js'

export const text = z.string()
export const positive = z.int().min(1, { error: 'Must be 1 or more' })
export const flag = z.boolean()
export const browser = z.string().refine(isBrowser, { error: 'Unknown value' })
export const metricPath = z.string().refine(isMetricPath, { error: 'Unknown value' })
export const oneOf = <const T extends readonly string[]>(values: T) =>
  z.string().pipe(z.enum(values, { error: 'Unknown value' }))

/** A body as the resource's schema wants it; refusals have the service's statuses and shapes. */
export const readBody = <T>(content: string, schema: z.ZodType<T>): T => {
  const given = present(parse(content))
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map((issue) => ({ issue, field: String(issue.path[0]) }))
  for (const { issue, field } of problems) {
    if (issue.code === 'invalid_type' && field in given) throw mistyped(issue.expected)
  }
  throw invalid(
    Object.fromEntries(
      problems.map(({ issue, field }) => [
        field,
        [field in given ? issue.message : 'This field is required'],
      ]),
    ),
  )
}

const parse = (content: string): object => {
  let value: unknown
  try {
    value = JSON.parse(content)
  } catch {
    throw unprocessable('invalid JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw mistyped('object')
  return value
}

/** To the service an empty string is a missing one (observed), and so, we assume, is null. */
const present = (body: object): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null && value !== ''))

// Observed for a number where a string belongs; what the position counts is unknown.
const mistyped = (expected: string) => unprocessable(`invalid ${expected} value provided at position 1`)
