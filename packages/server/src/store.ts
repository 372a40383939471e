import type { Fresh, Row, TableName, Tables } from './tables.js'

/** Rows by table and nothing else; ids are never used twice. */
export interface Store {
  insert<N extends TableName>(table: N, row: Fresh<Tables[N]>): Tables[N]
  /** All rows whose columns equal those of `where`, oldest first. */
  find<N extends TableName>(table: N, where?: Partial<Tables[N]>): Tables[N][]
  replace<N extends TableName>(table: N, row: Tables[N]): Tables[N]
  remove(table: TableName, id: number): void
}

interface Table {
  lastId: number
  readonly rows: Map<number, Row>
}

/** @param now What is written as `created` and `updated`. */
export const memoryStore = (now: () => string): Store => {
  const tables = new Map<TableName, Table>()
  const tableOf = (name: TableName): Table => {
    const table = tables.get(name) ?? { lastId: 0, rows: new Map<number, Row>() }
    tables.set(name, table)
    return table
  }
  return {
    insert: <N extends TableName>(name: N, row: Fresh<Tables[N]>) => {
      const table = tableOf(name)
      const time = now()
      const inserted = { ...row, id: ++table.lastId, created: time, updated: time } as Tables[N]
      table.rows.set(inserted.id, inserted)
      return inserted
    },
    find: <N extends TableName>(name: N, where: Partial<Tables[N]> = {}) => {
      const { rows } = tableOf(name)
      const candidates = where.id === undefined ? [...rows.values()] : [rows.get(where.id) ?? []].flat()
      return (candidates as Tables[N][]).filter((row) => matches(row, where))
    },
    replace: <N extends TableName>(name: N, row: Tables[N]) => {
      const replaced = { ...row, updated: now() }
      tableOf(name).rows.set(row.id, replaced)
      return replaced
    },
    remove: (name, id) => void tableOf(name).rows.delete(id),
  }
}

const matches = <T extends object>(row: T, where: Partial<T>): boolean =>
  (Object.keys(where) as (keyof T)[]).every((column) => row[column] === where[column])
