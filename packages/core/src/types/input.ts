import { z } from 'zod'
import { type AlsoAllow, explainRejection, type InputEnum } from '../constants/known-values.js'

/** One check for each key of an input: a key that is added to the type breaks the build until it has one. */
export type InputShape<T> = { [K in keyof Required<T>]: z.ZodType }

/** Makes the checks of enumerated values, by what this client is told to allow. */
export type ValueSchemas = (name: InputEnum) => z.ZodType<string>

export function createValueSchemas(also: AlsoAllow = {}): ValueSchemas {
  return (name) =>
    z.string().check((context) => {
      const complaint = explainRejection(name, context.value, also)
      if (complaint) context.issues.push({ code: 'custom', message: complaint, input: context.value })
    })
}

export const fillPath = z.string().refine((text) => text.trim() !== '', 'is empty')
export const booleanSchema = z.boolean()
export const countSchema = z.int().min(1, 'must be 1 or more')

/** A day is the longest that any plan allows, so more must be milliseconds by mistake. */
export const seconds = z
  .int()
  .min(1, 'must be 1 second or more')
  .max(86_400, 'is in seconds, and 86400 (a day) is the most that any plan allows')
