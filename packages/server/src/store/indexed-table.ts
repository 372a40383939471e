import { removeRow, putRow } from './sorted-rows.js'
import type { TableRow } from './tables.js'

type Where = Readonly<Record<string, unknown>>

/** The rows of one table, found by id, by the columns that lead to their parents, or one by one. */
export interface IndexedTable {
  lastId: number
  put(row: TableRow): void
  remove(id: number): void
  /** The rows of which some may fit, oldest first; `all` when every one of them does. */
  candidates(where: Where): { readonly rows: readonly TableRow[]; readonly all: boolean }
}

/** @param columns Those that lead to parents. */
export function createIndexedTable(columns: readonly string[]): IndexedTable {
  const byId = new Map<number, TableRow>()
  const everything: TableRow[] = []
  const indexes = columns.map((column) => ({ column, buckets: new Map<unknown, TableRow[]>() }))

  const bucketOf = ({ buckets }: (typeof indexes)[number], key: unknown): TableRow[] => {
    const bucket = buckets.get(key) ?? []
    if (bucket.length === 0) buckets.set(key, bucket)
    return bucket
  }
  const leave = ({ column, buckets }: (typeof indexes)[number], row: TableRow) => {
    const key = valueOf(row, column)
    const bucket = buckets.get(key) ?? []
    removeRow(bucket, row.id)
    if (bucket.length === 0) buckets.delete(key)
  }
  const table: IndexedTable = {
    lastId: 0,
    put: (row) => {
      const former = byId.get(row.id)
      byId.set(row.id, row)
      putRow(everything, row)
      for (const index of indexes) {
        const key = valueOf(row, index.column)
        if (former && valueOf(former, index.column) !== key) leave(index, former)
        putRow(bucketOf(index, key), row)
      }
      table.lastId = Math.max(table.lastId, row.id)
    },
    remove: (id) => {
      const row = byId.get(id)
      if (row === undefined) return
      byId.delete(id)
      removeRow(everything, id)
      for (const index of indexes) leave(index, row)
    },
    candidates: (where) => {
      const asked = Object.keys(where)
      if (asked.includes('id')) return { rows: [byId.get(where['id'] as number) ?? []].flat(), all: false }
      const buckets = indexes
        .filter(({ column }) => asked.includes(column))
        .map((index) => index.buckets.get(where[index.column]) ?? [])
      const [smallest = everything] = buckets.toSorted((a, b) => a.length - b.length)
      return { rows: smallest, all: asked.length === 0 || (asked.length === 1 && buckets.length === 1) }
    },
  }
  return table
}

function valueOf(row: TableRow, column: string): unknown {
  return (row as TableRow & Where)[column]
}
