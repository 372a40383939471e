import { z } from 'zod'
import { type AlsoAllow, explainRejection, type InputEnum } from '../constants/known-values.js'

/** One schema per key of an input. A new key of the type is a type error until it has a schema. */
export type InputShape<T> = { [K in keyof Required<T>]: z.ZodType }

/** Creates the schema of an enumeration, with the values of the client's `alsoAllow`. */
export type ValueSchemas = (name: InputEnum) => z.ZodType<string>

export function createValueSchemas(also: AlsoAllow = {}): ValueSchemas {
  return (name) =>
    z.string().check((context) => {
      const message = explainRejection(name, context.value, also)
      if (message) context.issues.push({ code: 'custom', message, input: context.value })
    })
}

export const nonEmptyText = z.string().refine((text) => text.trim() !== '', 'is empty')
export const countSchema = z.int().min(1, 'must be 1 or more')

/** No plan allows more than a day, so a larger number is probably in milliseconds. */
export const secondsSchema = z
  .int()
  .min(1, 'must be 1 second or more')
  .max(86_400, 'must be at most 86400, because it is in seconds and no plan allows more than a day')
