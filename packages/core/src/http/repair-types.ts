import type { z } from 'zod'

type Parent = Record<PropertyKey, unknown>

/**
 * Replaces values of a wrong type in a body where the right one has the same meaning: `"12"` for 12, 12 for `"12"`,
 * `"true"` for true. An id above 2^53, which no JavaScript number can hold, is removed: it is then unknown, not wrong.
 * The `id` of a row stays, because a row is useless without it.
 * @returns whether anything was replaced
 */
export function repairTypes(body: unknown, error: z.ZodError): boolean {
  return leafIssues(error.issues)
    .map((issue) => repairField(body, issue))
    .some(Boolean)
}

/** The issues of each alternative of a union, with whole paths. */
function leafIssues(
  issues: readonly z.core.$ZodIssue[],
  prefix: readonly PropertyKey[] = [],
): z.core.$ZodIssue[] {
  return issues.flatMap((issue) => {
    const path = [...prefix, ...issue.path]
    if (issue.code === 'invalid_union') return issue.errors.flatMap((errors) => leafIssues(errors, path))
    return [{ ...issue, path }]
  })
}

function repairField(body: unknown, issue: z.core.$ZodIssue): boolean {
  const key = issue.path.at(-1)
  const parent = issue.path
    .slice(0, -1)
    .reduce<unknown>(
      (at, step) => (typeof at === 'object' && at !== null ? (at as Parent)[step] : undefined),
      body,
    )
  if (key === undefined || typeof parent !== 'object' || parent === null || !(key in parent)) return false
  const fields = parent as Parent
  if (issue.code === 'too_big' && key !== 'id') return delete fields[key]
  const expected =
    issue.code === 'invalid_type'
      ? issue.expected
      : issue.code === 'custom'
        ? (issue.params?.['expected'] as unknown)
        : undefined
  const value = withType(expected, fields[key])
  if (value === undefined) return false
  fields[key] = value
  return true
}

/** The value as this type; undefined where that could change its meaning. */
function withType(expected: unknown, value: unknown): unknown {
  if (expected === 'string' && typeof value === 'number') return String(value)
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  if (expected === 'boolean') return { true: true, false: false }[text]
  return expected === 'number' && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined
}
