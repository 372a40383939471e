import { removeSorted, putSorted } from './sorted-rows.js'
import type { TableRow } from './tables.js'

type Where = Readonly<Record<string, unknown>>

/** The rows of one table, indexed by id and by the columns that refer to their parents. */
export interface IndexedTable {
  lastId: number
  put(row: TableRow): void
  remove(id: number): void
  /** The rows that may match, oldest first. `all`: every one of them does. */
  candidates(where: Where): { readonly rows: readonly TableRow[]; readonly all: boolean }
}

/** @param columns The columns that refer to parents. */
export function createIndexedTable(columns: readonly string[]): IndexedTable {
  const byId = new Map<number, TableRow>()
  const allRows: TableRow[] = []
  const indexes = columns.map((column) => ({ column, buckets: new Map<unknown, TableRow[]>() }))

  const bucketOf = ({ buckets }: (typeof indexes)[number], key: unknown): TableRow[] => {
    const bucket = buckets.get(key) ?? []
    if (bucket.length === 0) buckets.set(key, bucket)
    return bucket
  }
  const removeFromIndex = ({ column, buckets }: (typeof indexes)[number], row: TableRow) => {
    const key = valueOf(row, column)
    const bucket = buckets.get(key) ?? []
    removeSorted(bucket, row.id)
    if (bucket.length === 0) buckets.delete(key)
  }
  const table: IndexedTable = {
    lastId: 0,
    put: (row) => {
      const previous = byId.get(row.id)
      byId.set(row.id, row)
      putSorted(allRows, row)
      for (const index of indexes) {
        const key = valueOf(row, index.column)
        if (previous && valueOf(previous, index.column) !== key) removeFromIndex(index, previous)
        putSorted(bucketOf(index, key), row)
      }
      table.lastId = Math.max(table.lastId, row.id)
    },
    remove: (id) => {
      const row = byId.get(id)
      if (row === undefined) return
      byId.delete(id)
      removeSorted(allRows, id)
      for (const index of indexes) removeFromIndex(index, row)
    },
    candidates: (where) => {
      const filtered = Object.keys(where)
      if (filtered.includes('id')) return { rows: [byId.get(where['id'] as number) ?? []].flat(), all: false }
      const buckets = indexes
        .filter(({ column }) => filtered.includes(column))
        .map((index) => index.buckets.get(where[index.column]) ?? [])
      const [smallest = allRows] = buckets.toSorted((a, b) => a.length - b.length)
      return { rows: smallest, all: filtered.length === 0 || (filtered.length === 1 && buckets.length === 1) }
    },
  }
  return table
}

function valueOf(row: TableRow, column: string): unknown {
  return (row as TableRow & Where)[column]
}
