import { InvalidResponseError } from '../http/errors.js'
import type { Page } from '../types/page.js'

/** How much pages that go on may repeat: as many rows would have to be created while the list is read. */
const maxRepeated = { pages: 3, rows: 100 }

/**
 * Every row of a list once. Reads the next page when it is needed.
 *
 * The service counts pages by offset, so a row that is deleted or created between two requests moves the rows behind
 * it. Each page therefore begins with the last row of the page before. When it does not, rows have moved, and the
 * function goes back until it finds a known row. A row that exists during all requests comes exactly once, if the
 * order of the rows is stable; a row that is created or deleted in the meantime can be included or not.
 *
 * When fewer rows came than the list has, it is read again from its start, which has to find new rows. A page that goes
 * on without a new row is tolerated a few times, because rows may have moved; then the service ignores the offset, and
 * the list cannot be read. Neither can a list that grows as fast as it is read.
 * @param path of the list, for the error
 * @param onRepeat called with each row that comes again, and with its first appearance
 * @throws InvalidResponseError when the list cannot be read completely
 */
export async function* paginate<T extends { readonly id: number }>(
  read: (limit: number, offset: number) => Promise<Page<T>>,
  pageSize: number,
  path = '',
  onRepeat?: (first: T, repeated: T) => void,
): AsyncGenerator<T, void, undefined> {
  const seen = new Map<number, T>()
  let offset = 0
  let overlap = 0
  /** Without a new row: pages that go on, and all pages from the start of the list. */
  let repeatedPages = 0
  let hasNewRowSinceStart = false
  let isFirstPass = true
  let maxPages = Infinity
  for (let pageCount = 1; ; pageCount++) {
    const { results, pagination } = await read(pageSize, offset)
    const { total_items: total } = pagination
    const size = pagination.limit || pageSize
    if (pageCount === 1) {
      const pages = Math.min(total ?? 0, 1_000_000) / Math.max(1, results.length - 1)
      maxPages = Math.max(1_000, 3 * pages)
    }
    // Rows have moved when the page does not begin with a known row.
    const isBehindGap = overlap > 0 && offset > 0 && (results[0] === undefined || !seen.has(results[0].id))
    const hasNewRow = results.some(({ id }) => !seen.has(id))
    if (isBehindGap) {
      offset = Math.max(0, offset - Math.max(1, pageSize - 1))
    } else {
      for (const row of results) {
        const known = seen.get(row.id)
        if (known !== undefined) {
          onRepeat?.(known, row)
          continue
        }
        seen.set(row.id, row)
        yield row
      }
      hasNewRowSinceStart ||= hasNewRow
      repeatedPages = hasNewRow || !isFirstPass ? 0 : repeatedPages + 1
      const end = offset + results.length
      // The service can use a smaller page size than requested, so a page is full by the limit of the response.
      const isFull = results.length === size
      const isLast = total === undefined ? !isFull : results.length === 0 || end >= total
      if (isLast && (total === undefined || seen.size >= total)) return
      if (isLast && !isFirstPass && !hasNewRowSinceStart) throw incompleteList(path, seen.size, total)
      if (isLast) [isFirstPass, hasNewRowSinceStart] = [false, false]
      overlap = isLast ? 0 : Math.min(1, results.length - 1)
      offset = isLast ? 0 : end - overlap
    }
    if (repeatedPages > Math.max(maxRepeated.pages, maxRepeated.rows / Math.max(1, size - 1)))
      throw incompleteList(path, seen.size, total)
    if (pageCount >= maxPages) {
      const message = `the list does not end after ${pageCount} pages with ${seen.size} rows`
      throw new InvalidResponseError(message, { method: 'GET', path, attempts: 1 })
    }
  }
}

function incompleteList(path: string, count: number, total: number | undefined): InvalidResponseError {
  const rows = total === undefined ? `${count} rows` : `${count} of ${total} rows`
  return new InvalidResponseError(
    `only ${rows} could be read, because further pages have no new row; the service seems to ignore \`offset\`. Use \`list\` without a limit`,
    { method: 'GET', path, attempts: 1 },
  )
}
