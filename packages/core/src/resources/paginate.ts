import type { Page } from '../types/page.js'

/** Rows that move while they are read cost a few pages, not more. */
const maxPagesWithoutNew = 50

/**
 * Every row of a list once. Reads the next page when it is needed.
 *
 * The service counts pages by offset, so a row that is deleted or created between two requests moves the rows behind
 * it. Each page therefore begins with the last row of the page before. When it does not, rows have moved, and the
 * function goes back until it finds a known row. A row that exists during all requests comes exactly once, if the
 * order of the rows is stable; a row that is created or deleted in the meantime can be included or not.
 */
export async function* paginate<T extends { readonly id: number }>(
  read: (limit: number, offset: number) => Promise<Page<T>>,
  pageSize: number,
): AsyncGenerator<T, void, undefined> {
  const seen = new Set<number>()
  let offset = 0
  let overlap = 0
  let pagesWithoutNew = 0
  for (;;) {
    const { results, pagination } = await read(pageSize, offset)
    const first = results[0]
    if (overlap > 0 && offset > 0 && (first === undefined || !seen.has(first.id))) {
      if (++pagesWithoutNew > maxPagesWithoutNew)
        throw new Error(`the list does not end: ${pagesWithoutNew} pages in a row did not continue it`)
      offset = Math.max(0, offset - Math.max(1, pageSize - 1))
      continue
    }
    const seenBefore = seen.size
    for (const row of results) {
      if (seen.has(row.id)) continue
      seen.add(row.id)
      yield row
    }
    pagesWithoutNew = seen.size > seenBefore ? 0 : pagesWithoutNew + 1
    if (pagesWithoutNew > maxPagesWithoutNew)
      throw new Error(`the list does not end: ${pagesWithoutNew} pages in a row had no new row`)
    const end = offset + results.length
    // The service can use a smaller page size than requested, so a page is full by the limit of the response.
    const isFull = results.length === (pagination.limit || pageSize)
    const isLast =
      pagination.total_items === undefined ? !isFull : results.length === 0 || end >= pagination.total_items
    if (isLast) return
    overlap = Math.min(1, results.length - 1)
    offset = end - overlap
  }
}
