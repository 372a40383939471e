import { z } from 'zod'
import type { Open } from '../constants/enums.js'

/** A string of an enumeration. Editors complete known values; new values are valid too. */
export function openEnum<T extends string>(): z.ZodType<Open<T>> {
  return z.string()
}

/** RFC 3339 in UTC. The service sends year 1 for an unset time, which is read as undefined. */
export const timeSchema = z
  .string()
  .nullish()
  .transform((text) => (!text || text.startsWith('0001-01-01') ? undefined : text))

/** The service sends null or nothing for an empty list. */
export function listSchema<T extends z.ZodType>(item: T) {
  return z
    .array(item)
    .nullish()
    .transform((items) => items ?? [])
}

/** The keys of every row. */
export const rowSchema = { id: z.int(), created: timeSchema, updated: timeSchema }

/** The keys of a row within another row, whose id can be missing. */
export const partSchema = { ...rowSchema, id: z.int().exactOptional() }
