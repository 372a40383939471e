import { z } from 'zod'
import { listSchema } from './wire.js'

export const paginationSchema = z.looseObject({
  limit: z.int().optional(),
  offset: z.int().optional(),
  page: z.int().optional(),
  total_pages: z.int().optional(),
  total_items: z.int().optional(),
})

/** A list's answer. With neither `limit` nor `offset` the service returns everything. */
export function pageSchema<T extends z.ZodType>(item: T) {
  return z.looseObject({
    pagination: paginationSchema.nullish(),
    /** What was applied, in the service's own nesting. */
    filter: z.record(z.string(), z.unknown()).nullish(),
    results: listSchema(item),
  })
}

export type Pagination = z.infer<typeof paginationSchema>

export interface Page<T> {
  readonly pagination: Pagination
  readonly filter: Readonly<Record<string, unknown>>
  readonly results: readonly T[]
}
