import { type IndexedTable, createIndexedTable } from './indexed-table.js'
import type { StoreChange, StoreJournal } from './journal.js'
import { type NewRow, parentColumns, type TableName, type Tables } from './tables.js'

/** Which of the matching rows. All of them by default. */
export interface PageWindow {
  readonly offset: number
  /** 0: no limit. */
  readonly limit: number
  readonly newestFirst: boolean
}

/** Rows by table. An id is never used twice. */
export interface Store {
  insert<N extends TableName>(table: N, row: NewRow<Tables[N]>): Tables[N]
  /** Inserts a row that has an id and times. */
  restore<N extends TableName>(table: N, row: Tables[N]): Tables[N]
  /** The rows whose columns equal those of `where`, oldest first. */
  find<N extends TableName>(table: N, where?: Partial<Tables[N]>, window?: PageWindow): Tables[N][]
  count<N extends TableName>(table: N, where?: Partial<Tables[N]>): number
  replace<N extends TableName>(table: N, row: Tables[N]): Tables[N]
  remove(table: TableName, id: number): void
  /** The highest id that each table has used. */
  lastIds(): Partial<Record<TableName, number>>
  /** Makes new rows of a table get ids above this one. */
  skipIds(table: TableName, lastId: number): void
}

export interface StoreOptions {
  /** The time for `created` and `updated`. */
  readonly now: () => string
  /** Holds the initial rows, and keeps all changes. */
  readonly journal?: StoreJournal | undefined
}

/**
 * Rows in memory, indexed by their parents. With a journal, all changes of one turn of the event loop are one
 * transaction, which is written before the response of that turn can leave.
 */
export function createStore({ now, journal }: StoreOptions): Store {
  const tables = new Map<TableName, IndexedTable>()
  const tableOf = (name: TableName): IndexedTable => {
    const table = tables.get(name) ?? createIndexedTable(parentColumns[name])
    tables.set(name, table)
    return table
  }
  for (const { table, row } of journal?.rows() ?? []) tableOf(table).put(row)
  for (const [table, id] of journal?.lastIds() ?? []) tableOf(table).lastId = id

  const record = journal ? createRecorder(journal) : () => undefined
  const keep = <N extends TableName>(table: N, row: Tables[N]): Tables[N] => {
    tableOf(table).put(row)
    record({ table, id: row.id, row })
    return row
  }
  const matching = <N extends TableName>(table: N, where: Partial<Tables[N]>): readonly Tables[N][] => {
    const { rows, all } = tableOf(table).candidates(where)
    const candidates = rows as readonly Tables[N][]
    const columns = Object.keys(where) as (keyof Tables[N])[]
    return all
      ? candidates
      : candidates.filter((row) => columns.every((column) => row[column] === where[column]))
  }
  return {
    insert: <N extends TableName>(name: N, row: NewRow<Tables[N]>) => {
      const time = now()
      const id = tableOf(name).lastId + 1
      return keep(name, { ...row, id, created: time, updated: time } as Tables[N])
    },
    restore: keep,
    find: (name, where = {}, window) => sliceWindow(matching(name, where), window),
    count: (name, where = {}) => matching(name, where).length,
    replace: (name, row) => keep(name, { ...row, updated: now() }),
    remove: (table, id) => {
      tableOf(table).remove(id)
      record({ table, id, row: undefined })
    },
    lastIds: () => Object.fromEntries([...tables].map(([name, { lastId }]) => [name, lastId])),
    skipIds: (name, lastId) => {
      if (lastId <= tableOf(name).lastId) return
      tableOf(name).lastId = lastId
      // A journal keeps an id as used when a row with it was written and removed.
      record({ table: name, id: lastId, row: { id: lastId, created: '', updated: '' } })
      record({ table: name, id: lastId, row: undefined })
    },
  }
}

/** Copies only the rows in the window: a page of a long list costs no more than one of a short list. */
export function sliceWindow<R>(rows: readonly R[], window: PageWindow | undefined): R[] {
  if (window === undefined) return [...rows]
  const { offset, newestFirst } = window
  const limit = window.limit || rows.length
  if (!newestFirst) return rows.slice(offset, offset + limit)
  const end = Math.max(0, rows.length - offset)
  return rows.slice(Math.max(0, end - limit), end).toReversed()
}

/** Collects the changes of one turn of the event loop, so that they are kept together or not at all. */
function createRecorder(journal: StoreJournal) {
  const pending: StoreChange[] = []
  return (change: StoreChange) => {
    // A write that fails ends the process, because the response would be wrong.
    if (pending.push(change) === 1) queueMicrotask(() => journal.write(pending.splice(0)))
  }
}
