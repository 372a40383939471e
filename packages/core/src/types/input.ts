import { z } from 'zod'
import { type AlsoAllow, complaintAbout, type InputEnum } from '../constants/known-values.js'

/** One check for each key of an input: a key that is added to the type breaks the build until it has one. */
export type InputShape<T> = { [K in keyof Required<T>]: z.ZodType }

/** Makes the checks of enumerated values, by what this client is told to allow. */
export type Values = (name: InputEnum) => z.ZodType<string>

export function values(also: AlsoAllow = {}): Values {
  return (name) =>
    z.string().check((context) => {
      const complaint = complaintAbout(name, context.value, also)
      if (complaint) context.issues.push({ code: 'custom', message: complaint, input: context.value })
    })
}

export const filled = z.string().refine((text) => text.trim() !== '', 'is empty')
export const flag = z.boolean()
export const count = z.int().min(1, 'must be 1 or more')

/** A day is the longest that any plan allows, so more must be milliseconds by mistake. */
export const seconds = z
  .int()
  .min(1, 'must be 1 second or more')
  .max(86_400, 'is in seconds, and 86400 (a day) is the most that any plan allows')
