import { z } from 'zod'
import { listSchema } from './wire.js'

export const paginationSchema = z.looseObject({
  limit: z.int().optional(),
  offset: z.int().optional(),
  page: z.int().optional(),
  total_pages: z.int().optional(),
  total_items: z.int().optional(),
})

/**
 * The response of a list. Without `limit` and `offset` the service returns all rows. One of its keys has to be there:
 * any other object would be read as an empty list.
 */
export function pageSchema<T extends z.ZodType>(item: T) {
  const page = z.looseObject({
    pagination: paginationSchema.nullish(),
    /** The applied filters, as the service nests them. */
    filter: z.record(z.string(), z.unknown()).nullish(),
    results: listSchema(item),
  })
  const isList = (body: unknown) =>
    typeof body === 'object' &&
    body !== null &&
    ['pagination', 'filter', 'results'].some((key) => key in body)
  return z.custom<object>(isList, 'it is not a list').pipe(page)
}

export type Pagination = z.infer<typeof paginationSchema>

export interface Page<T> {
  readonly pagination: Pagination
  readonly filter: Readonly<Record<string, unknown>>
  readonly results: readonly T[]
}
