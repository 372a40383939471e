import type { TableRow } from './tables.js'

/**
 * Rows in an array, sorted by id. Almost every row is newer than all before it, so that adding one is
 * appending; finding one takes a binary search.
 */
export function putRow(rows: TableRow[], row: TableRow): void {
  const at = placeOf(rows, row.id)
  rows.splice(at, rows[at]?.id === row.id ? 1 : 0, row)
}

export function removeRow(rows: TableRow[], id: number): void {
  const at = placeOf(rows, id)
  if (rows[at]?.id === id) rows.splice(at, 1)
}

/** Where the row with this id is, or would have to be. */
function placeOf(rows: readonly TableRow[], id: number): number {
  let [low, high] = [0, rows.length]
  if ((rows.at(-1)?.id ?? 0) < id) return high
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((rows[middle]?.id ?? 0) < id) low = middle + 1
    else high = middle
  }
  return low
}
