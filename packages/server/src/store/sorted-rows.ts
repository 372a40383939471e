import type { TableRow } from './tables.js'

/**
 * Puts a row into an array that is sorted by id, in place of the one with its id. Almost every row has the highest id,
 * so it is appended. Else a binary search finds its index.
 */
export function putSorted(rows: TableRow[], row: TableRow): void {
  const index = indexOf(rows, row.id)
  rows.splice(index, rows[index]?.id === row.id ? 1 : 0, row)
}

export function removeSorted(rows: TableRow[], id: number): void {
  const index = indexOf(rows, id)
  if (rows[index]?.id === id) rows.splice(index, 1)
}

/** The index of the row with this id, or the one at which it belongs. */
function indexOf(rows: readonly TableRow[], id: number): number {
  let [low, high] = [0, rows.length]
  if ((rows.at(-1)?.id ?? 0) < id) return high
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((rows[middle]?.id ?? 0) < id) low = middle + 1
    else high = middle
  }
  return low
}
