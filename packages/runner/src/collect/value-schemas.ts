import { operators } from '@loadero-test/core'
import { z } from 'zod'
import { parseSeconds } from '../model/duration.js'
import { suggestionFor } from '@loadero-test/core/internal'
import type { PropertyCondition } from '../model/spec.js'

export function enumSchema<T extends string>(
  known: readonly T[],
  accepts?: (value: string) => boolean,
  hintFor?: (value: string) => string | undefined,
) {
  return z.string().superRefine((value, context) => {
    if (known.includes(value as T) || accepts?.(value)) return
    context.addIssue({
      code: 'custom',
      message: `unknown value '${value}'`,
      params: { hint: hintFor?.(value) ?? (suggestionFor(value, known) || undefined) },
    })
  }) as unknown as z.ZodType<T>
}

/** Parses a duration into seconds. */
export function durationSchema(minSeconds: number) {
  return z.unknown().transform((value, context) => {
    const seconds = parseSeconds(value)
    if (seconds !== undefined && seconds >= minSeconds) return seconds
    context.addIssue({
      code: 'custom',
      message: `${JSON.stringify(value) ?? 'undefined'} is not a duration of at least ${minSeconds} s`,
      params: { hint: "Write '90s', '5m', '1h' or a whole number of seconds." },
    })
    return z.NEVER
  })
}

/** Distinguishes an assert from an expectation, and both from a `metric()` without a comparison. */
export function kindSchema<K extends string>(
  kind: K,
  otherKind: { readonly message: string; readonly hint: string },
) {
  return z.unknown().transform((value, context): K => {
    if (value === kind) return kind
    const message =
      value === 'assert' || value === 'expectation'
        ? otherKind.message
        : 'has no comparison, for example .lessThan(200)'
    context.addIssue({
      code: 'custom',
      message,
      ...(message === otherKind.message && { params: { hint: otherKind.hint } }),
    })
    return z.NEVER
  })
}

/** A value, or an object of comparisons. A regular expression need not be a known value. */
export function conditionSchema<T extends string | number>(
  value: z.ZodType<T>,
): z.ZodType<PropertyCondition<T>> {
  const comparisonOperators = operators.filter((operator) => operator !== 'regex')
  const comparisons = z
    .strictObject({
      regex: z.string().exactOptional(),
      ...Object.fromEntries(comparisonOperators.map((operator) => [operator, value.exactOptional()])),
    })
    .refine((conditions) => Object.keys(conditions).length > 0, 'needs a comparison, for example { gte: 2 }')
  return z.custom<PropertyCondition<T>>().superRefine((condition, context) => {
    // The issues of a union would cover both forms. Only those of the form that was written help.
    const { error } = (typeof condition === 'object' ? comparisons : value).safeParse(condition)
    for (const issue of error?.issues ?? []) context.addIssue({ ...issue })
  })
}

/** Spaces at the ends are kept: the service compares names exactly. */
export const nameSchema = z.string().refine((text) => text.trim() !== '', 'must not be empty')

export const copyCountSchema = z.int().min(1).default(1)

/** One word, so that an expression of `--tag` can contain it. */
export const tagSchema = z.string().regex(/^[\w.:/-]+$/, 'must be one word of letters, digits and . : / _ -')

/** JUnit properties, of which some readers make columns or labels. */
export const propertyNameSchema = z
  .string()
  .regex(/^[\w.:-]{1,100}$/, 'must be one word of at most 100 letters, digits and . : _ -')

export const propertyValueSchema = z.string().min(1).max(1_000)
