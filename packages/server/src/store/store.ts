import { type IndexedTable, createIndexedTable } from './indexed-table.js'
import type { StoreChange, StoreJournal } from './journal.js'
import { type NewRow, parentColumns, type TableName, type Tables } from './tables.js'

/** Which of the rows that fit; all of them by default. */
export interface PageWindow {
  readonly offset: number
  /** 0: no limit. */
  readonly limit: number
  readonly newestFirst: boolean
}

/** Rows by table and nothing else; ids are never used twice. */
export interface Store {
  insert<N extends TableName>(table: N, row: NewRow<Tables[N]>): Tables[N]
  /** Takes a row over with the id and the times that it has elsewhere. */
  restore<N extends TableName>(table: N, row: Tables[N]): Tables[N]
  /** All rows whose columns equal those of `where`, oldest first. */
  find<N extends TableName>(table: N, where?: Partial<Tables[N]>, window?: PageWindow): Tables[N][]
  count<N extends TableName>(table: N, where?: Partial<Tables[N]>): number
  replace<N extends TableName>(table: N, row: Tables[N]): Tables[N]
  remove(table: TableName, id: number): void
  /** The greatest id that each table ever gave. */
  lastIds(): Partial<Record<TableName, number>>
  /** Gives no id up to this one any more. */
  skipIds(table: TableName, lastId: number): void
}

export interface StoreOptions {
  /** What is written as `created` and `updated`. */
  readonly now: () => string
  /** Holds what the store begins with, and keeps what changes. */
  readonly journal?: StoreJournal | undefined
}

/**
 * Rows in memory, indexed by their parents. With a journal, all changes of one turn of the event loop are
 * kept as one, before anybody who awaits the answer can have it.
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

  const noted = journal === undefined ? (_change: StoreChange) => undefined : notebook(journal)
  const keep = <N extends TableName>(table: N, row: Tables[N]): Tables[N] => {
    tableOf(table).put(row)
    noted({ table, id: row.id, row })
    return row
  }
  const fitting = <N extends TableName>(table: N, where: Partial<Tables[N]>): readonly Tables[N][] => {
    const { rows, all } = tableOf(table).candidates(where)
    const candidates = rows as readonly Tables[N][]
    return all ? candidates : candidates.filter((row) => matches(row, where))
  }
  return {
    insert: <N extends TableName>(name: N, row: NewRow<Tables[N]>) => {
      const time = now()
      const id = tableOf(name).lastId + 1
      return keep(name, { ...row, id, created: time, updated: time } as Tables[N])
    },
    restore: keep,
    find: (name, where = {}, window) => sliced(fitting(name, where), window),
    count: (name, where = {}) => fitting(name, where).length,
    replace: (name, row) => keep(name, { ...row, updated: now() }),
    remove: (table, id) => {
      tableOf(table).remove(id)
      noted({ table, id, row: undefined })
    },
    lastIds: () => Object.fromEntries([...tables].map(([name, { lastId }]) => [name, lastId])),
    skipIds: (name, lastId) => {
      if (lastId <= tableOf(name).lastId) return
      tableOf(name).lastId = lastId
      // To a journal, an id that was never given looks like one whose row came and went.
      noted({ table: name, id: lastId, row: { id: lastId, created: '', updated: '' } })
      noted({ table: name, id: lastId, row: undefined })
    },
  }
}

function matches<T extends object>(row: T, where: Partial<T>): boolean {
  return (Object.keys(where) as (keyof T)[]).every((column) => row[column] === where[column])
}

/** Only what the window shows is copied: a page of a long list costs no more than one of a short list. */
function sliced<R>(rows: readonly R[], window: PageWindow | undefined): R[] {
  if (window === undefined) return [...rows]
  const { offset, newestFirst } = window
  const limit = window.limit || rows.length
  if (!newestFirst) return rows.slice(offset, offset + limit)
  const end = Math.max(0, rows.length - offset)
  return rows.slice(Math.max(0, end - limit), end).toReversed()
}

/** Gathers what changes until the turn is over, for a change that is half kept is worse than none. */
function notebook(journal: StoreJournal) {
  const noted: StoreChange[] = []
  return (change: StoreChange) => {
    // A write that fails ends the process: its answer must not be given.
    if (noted.push(change) === 1) queueMicrotask(() => journal.write(noted.splice(0)))
  }
}
