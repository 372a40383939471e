import { z } from 'zod'
import type { Open } from '../constants/enums.js'

/** A string of an enumeration that may grow: known values are completed, new ones are kept as they come. */
export function open<T extends string>(): z.ZodType<Open<T>> {
  return z.string()
}

/** RFC 3339 in UTC. The service writes an unset time as year 1, which is read as undefined. */
export const time = z
  .string()
  .nullish()
  .transform((text) => (!text || text.startsWith('0001-01-01') ? undefined : text))

/** The service may write an empty list as null or leave it out. */
export function listSchema<T extends z.ZodType>(item: T) {
  return z
    .array(item)
    .nullish()
    .transform((items) => items ?? [])
}

/** Keys that every stored row carries. */
export const rowSchema = { id: z.int(), created: time, updated: time }

/** The same, of what only ever comes inside another row: there even the id may be missing. */
export const partSchema = { ...rowSchema, id: z.int().exactOptional() }
