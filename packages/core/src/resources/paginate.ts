import type { Page } from '../types/page.js'

/**
 * Every row of a list, page by page, as they are asked for; each comes once.
 *
 * The service counts pages by offset, so a row that is deleted between two requests pulls the rest forward, and a new
 * one pushes it back. Each page therefore begins with the last row of the page before: when it does not, rows have
 * moved, and the reading steps back until it stands on a row that was seen. Whatever is there from the first request
 * to the last comes exactly once, as long as the service keeps rows in some order; what appears or goes meanwhile may
 * come or not.
 */
export async function* paginate<T extends { readonly id: number }>(
  read: (limit: number, offset: number) => Promise<Page<T>>,
  pageSize: number,
): AsyncGenerator<T, void, undefined> {
  const seen = new Set<number>()
  let offset = 0
  let overlap = 0
  for (;;) {
    const { results, pagination } = await read(pageSize, offset)
    const first = results[0]
    if (overlap > 0 && offset > 0 && (first === undefined || !seen.has(first.id))) {
      offset = Math.max(0, offset - Math.max(1, pageSize - 1))
      continue
    }
    for (const row of results) {
      if (seen.has(row.id)) continue
      seen.add(row.id)
      yield row
    }
    const end = offset + results.length
    // The service may hand out smaller pages than it was asked for, so against its own limit a page is short or not.
    const full = results.length === (pagination.limit || pageSize)
    const done =
      pagination.total_items === undefined ? !full : results.length === 0 || end >= pagination.total_items
    if (done) return
    overlap = Math.min(1, results.length - 1)
    offset = end - overlap
  }
}
