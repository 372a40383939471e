import { z } from 'zod'
import { suggestionFor } from './nearest.js'

/** One problem of a value, in the words of its author. */
export interface SchemaIssue {
  readonly code: z.core.$ZodIssue['code']
  /** From the outside inwards. */
  readonly path: readonly PropertyKey[]
  /** `must be a whole number, not 'two'`; the path is not part of it. */
  readonly message: string
  /** What to do about it. */
  readonly hint?: string
}

/** A value does not match its schema. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError'
  readonly issues: readonly SchemaIssue[]

  constructor(subject: string, issues: readonly SchemaIssue[]) {
    super(`Invalid ${subject}:\n${issues.map(formatIssue).join('\n')}`)
    this.issues = issues
  }
}

/** @throws SchemaError with all problems of the value */
export function parseWith<T>(schema: z.ZodType<T>, value: unknown, subject: string): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new SchemaError(subject, schemaIssuesOf(parsed.error.issues, schema, value))
}

/** `participants[0].count: must be a whole number, not 'two'. Did you mean …?` */
export function formatIssue({ path, message, hint }: SchemaIssue): string {
  const place = z.core.toDotPath(path)
  return `${place === '' ? '' : `${place}: `}${message}${hint === undefined ? '' : `. ${hint}`}`
}

/** Describes the issues of zod: where, what was written, what is allowed, and the most similar key or value. */
export function schemaIssuesOf(
  issues: readonly z.core.$ZodIssue[],
  schema: z.core.$ZodType,
  value: unknown,
): readonly SchemaIssue[] {
  const described = issues.flatMap((issue) => describeIssue(issue, issue.path, schema, value))
  return described.filter(
    (issue, index) => described.findIndex((other) => formatIssue(other) === formatIssue(issue)) === index,
  )
}

function describeIssue(
  issue: z.core.$ZodIssue,
  path: readonly PropertyKey[],
  schema: z.core.$ZodType,
  value: unknown,
): readonly SchemaIssue[] {
  if (issue.code === 'invalid_union') {
    return describeUnion(issue, path, schema, value)
  }
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, path)
    return issue.keys.map((key) => ({
      code: issue.code,
      path,
      message: `unknown key '${key}'`,
      ...withHint(suggestionFor(key, known)),
    }))
  }
  if (issue.code === 'invalid_key') {
    const key = String(path.at(-1))
    const known = issue.issues.flatMap((inner) =>
      inner.code === 'invalid_value' ? inner.values.map(String) : [],
    )
    const hint = suggestionFor(key, known)
    return [{ code: issue.code, path: path.slice(0, -1), message: `unknown key '${key}'`, ...withHint(hint) }]
  }
  const actual = valueAt(value, path)
  if (issue.code === 'custom') {
    const { hint } = (issue.params ?? {}) as { readonly hint?: string }
    return [{ code: issue.code, path, message: issue.message, ...withHint(hint ?? '') }]
  }
  const missing = actual === undefined
  const hint =
    issue.code === 'invalid_value' && typeof actual === 'string'
      ? suggestionFor(actual, issue.values.map(String))
      : ''
  const message = missing
    ? `is missing; it ${requirementOf(issue)}`
    : `${requirementOf(issue)}, not ${formatValue(actual)}`
  return [{ code: issue.code, path, message, ...withHint(hint.startsWith('Use') ? '' : hint) }]
}

function withHint(hint: string): Pick<SchemaIssue, 'hint'> {
  return hint === '' ? {} : { hint }
}

/** Only the alternative that was meant helps: the one with the fewest problems among those of the right type. */
function describeUnion(
  issue: Extract<z.core.$ZodIssue, { code: 'invalid_union' }>,
  path: readonly PropertyKey[],
  schema: z.core.$ZodType,
  value: unknown,
): readonly SchemaIssue[] {
  const actual = valueAt(value, path)
  const meant = issue.errors
    .filter((branch) => !isTypeError(branch[0]))
    .map((branch) => ({
      branch,
      problems: branch.reduce(
        (sum, inner) => sum + (inner.code === 'unrecognized_keys' ? inner.keys.length : 1),
        0,
      ),
    }))
    .toSorted((a, b) => a.problems - b.problems)[0]?.branch
  if (meant) return meant.flatMap((inner) => describeIssue(inner, [...path, ...inner.path], schema, value))
  const leaves = leavesOf(issue)
  const options = leaves.map((leaf) => requirementOf(leaf).replace(/^must be /, ''))
  const required =
    options.length === 0 ? 'is none of the allowed forms' : `must be ${[...new Set(options)].join(', or ')}`
  const choices = leaves.flatMap((leaf) => (leaf.code === 'invalid_value' ? leaf.values.map(String) : []))
  const hint = typeof actual === 'string' ? suggestionFor(actual, choices) : ''
  return [
    {
      code: issue.code,
      path,
      message:
        actual === undefined ? `is missing; it ${required}` : `${required}, not ${formatValue(actual)}`,
      ...withHint(hint.startsWith('Use') ? '' : hint),
    },
  ]
}

/** Whether the value is of another type than an alternative, so that the alternative was not meant. */
function isTypeError(issue: z.core.$ZodIssue | undefined): boolean {
  if (issue === undefined || issue.path.length > 0) return false
  if (issue.code === 'invalid_union') return issue.errors.every(([first]) => isTypeError(first))
  return issue.code === 'invalid_type' || issue.code === 'invalid_value'
}

/** The issues of all alternatives, also of those inside an alternative. */
function leavesOf(issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue]
  return issue.errors.flatMap(([first]) => (first ? leavesOf(first) : []))
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
  tuple: 'a list',
  function: 'a function',
  nonoptional: 'set',
}

/** What the value must be, as a sentence without its subject. */
function requirementOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${typeNames[issue.expected] ?? `a ${issue.expected}`}`
    case 'invalid_value':
      return `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`
    case 'too_small':
      return limitOf('at least', 'more than', issue.minimum, issue)
    case 'too_big':
      return limitOf('at most', 'less than', issue.maximum, issue)
    case 'invalid_format':
      return issue.pattern === undefined ? `must be ${issue.format}` : `must match ${issue.pattern}`
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`
    default:
      return issue.message
  }
}

function limitOf(
  inclusive: string,
  exclusive: string,
  limit: number | bigint,
  {
    origin,
    inclusive: isInclusive = true,
  }: { readonly origin: string; readonly inclusive?: boolean | undefined },
): string {
  const bound = `${isInclusive ? inclusive : exclusive} ${limit}`
  if (origin === 'string')
    return limit === 1 && inclusive === 'at least' ? 'must not be empty' : `must have ${bound} characters`
  return origin === 'array' || origin === 'set' ? `must have ${bound} entries` : `must be ${bound}`
}

function formatValue(value: unknown): string {
  if (typeof value === 'string') return value.length > 60 ? `'${value.slice(0, 57)}…'` : `'${value}'`
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value)
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  return typeof value === 'object' ? 'an object' : typeof value
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  )
}

/** The keys that a schema allows at a path. */
function keysAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
  const schemas = path.reduce<readonly z.core.$ZodType[]>(
    (all, key) => all.flatMap((one) => childrenOf(one, key)),
    formsOf(schema),
  )
  return [
    ...new Set(
      schemas.flatMap((one) => (one instanceof z.ZodObject ? Object.keys(one.shape as object) : [])),
    ),
  ]
}

function childrenOf(schema: z.core.$ZodType, key: PropertyKey): readonly z.core.$ZodType[] {
  if (schema instanceof z.ZodObject) {
    const child = (schema.shape as Readonly<Record<PropertyKey, z.core.$ZodType | undefined>>)[key]
    return child ? formsOf(child) : []
  }
  if (schema instanceof z.ZodArray) return formsOf(schema.element)
  return schema instanceof z.ZodRecord ? formsOf(schema.valueType) : []
}

/** The schemas inside optional and default values, and all alternatives of a union. */
function formsOf(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  // eslint-disable-next-line no-underscore-dangle -- the documented way to read the definition of any schema
  const definition = schema._zod.def as {
    readonly innerType?: z.core.$ZodType
    readonly in?: z.core.$ZodType
    readonly options?: readonly z.core.$ZodType[]
  }
  if (definition.innerType) return formsOf(definition.innerType)
  if (definition.in) return formsOf(definition.in)
  return definition.options?.flatMap(formsOf) ?? [schema]
}
