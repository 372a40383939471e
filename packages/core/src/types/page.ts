import { z } from 'zod'
import { listSchema } from './wire.js'

export const paginationSchema = z.looseObject({
  limit: z.int().optional(),
  offset: z.int().optional(),
  page: z.int().optional(),
  total_pages: z.int().optional(),
  total_items: z.int().optional(),
})

/** The response of a list. Without `limit` and `offset` the service returns all rows. */
export function pageSchema<T extends z.ZodType>(item: T) {
  return z.looseObject({
    pagination: paginationSchema.nullish(),
    /** The applied filters, as the service nests them. */
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
