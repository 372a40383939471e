import { InvalidResponseError } from '../http/errors.js'
import type { Page } from '../types/page.js'

/**
 * Every row of a list once. Reads the next page when it is needed.
 *
 * The service counts pages by offset, so a row that is deleted or created between two requests moves the rows behind
 * it. Each page therefore begins with the last row of the page before. When it does not, rows have moved, and the
 * function goes back until it finds a known row. A row that exists during all requests comes exactly once, if the
 * order of the rows is stable; a row that is created or deleted in the meantime can be included or not.
 *
 * When fewer rows came than the list has, it is read again from its start. A service that ignores the offset repeats
 * rows: after twice as many pages without a new row as the list has pages, it cannot be read.
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
  let pagesWithoutNewRow = 0
  let rowsPerPage = pageSize
  for (;;) {
    const { results, pagination } = await read(pageSize, offset)
    const { total_items: total } = pagination
    if (offset === 0) rowsPerPage = Math.max(1, results.length - 1)
    const behindGap = isBehindGap(results[0], overlap, offset, seen)
    const hasNewRow = !behindGap && results.some(({ id }) => !seen.has(id))
    pagesWithoutNewRow = hasNewRow ? 0 : pagesWithoutNewRow + 1
    if (pagesWithoutNewRow > 3 + 2 * Math.ceil(seen.size / rowsPerPage)) {
      throw incompleteList(path, seen.size, total)
    }
    if (behindGap) {
      offset = Math.max(0, offset - Math.max(1, pageSize - 1))
      continue
    }
    for (const row of results) {
      const known = seen.get(row.id)
      if (known !== undefined) {
        onRepeat?.(known, row)
        continue
      }
      seen.set(row.id, row)
      yield row
    }
    const end = offset + results.length
    // The service can use a smaller page size than requested, so a page is full by the limit of the response.
    const isFull = results.length === (pagination.limit || pageSize)
    const isLast = total === undefined ? !isFull : results.length === 0 || end >= total
    const isComplete = total === undefined || seen.size >= total
    if (isLast && isComplete) return
    overlap = isLast ? 0 : Math.min(1, results.length - 1)
    offset = isLast ? 0 : end - overlap
  }
}

/** Whether rows have moved, so that the page does not begin with a known row. */
function isBehindGap(
  first: { readonly id: number } | undefined,
  overlap: number,
  offset: number,
  seen: ReadonlyMap<number, unknown>,
): boolean {
  return overlap > 0 && offset > 0 && (first === undefined || !seen.has(first.id))
}

function incompleteList(path: string, count: number, total: number | undefined): InvalidResponseError {
  const rows = total === undefined ? `${count} rows` : `${count} of ${total} rows`
  return new InvalidResponseError(
    `only ${rows} could be read, because further pages repeat rows; the service seems to ignore \`offset\`. Use \`list\` without a limit`,
    { method: 'GET', path, attempts: 1 },
  )
}
