import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Database } from 'libsql'
import { type TableRow, type TableName, tableNames } from './tables.js'

/** What became of a row; without one, it was removed. */
export interface StoreChange {
  readonly table: TableName
  readonly id: number
  readonly row: TableRow | undefined
}

/** Keeps the rows of a store beyond its process. */
export interface StoreJournal {
  rows(): Iterable<{ readonly table: TableName; readonly row: TableRow }>
  lastIds(): Iterable<readonly [TableName, number]>
  /** All of it or nothing; what was written survives the process, however it ends. */
  write(changes: readonly StoreChange[]): void
  close(): void
}

/** A directory that outlives the server: its rows in SQLite, its files beside them. */
export interface DataDirectory {
  readonly path: string
  readonly journal: StoreJournal
}

/**
 * @throws when another server has the directory
 */
export async function openData(path: string): Promise<DataDirectory> {
  await mkdir(path, { recursive: true })
  const { default: Sqlite } = await import('libsql')
  const release = own(path, new Sqlite(join(path, 'owner.db')))
  const journal = sqliteJournal(new Sqlite(join(path, 'loadero.db')))
  const close = () => {
    journal.close()
    release()
  }
  return { path, journal: { ...journal, close } }
}

/**
 * One server at a time: a transaction that is never committed is a lock that goes with the process, however
 * that ends. It has a file of its own, because libsql lets go of the other only some time after closing it.
 */
function own(path: string, database: Database): () => void {
  try {
    database.exec('begin exclusive')
  } catch (error) {
    database.close()
    throw new Error(`${path} is in use by another server`, { cause: error })
  }
  return () => {
    database.exec('rollback')
    database.close()
  }
}

/** One SQL table for each of ours: `autoincrement` is SQLite's promise that no id comes twice. */
function sqliteJournal(database: Database): StoreJournal {
  database.prepare('pragma journal_mode = wal').all()
  database.exec('pragma synchronous = normal')
  database.exec(tableNames.map((name) => `create table if not exists ${name} (${columns});`).join('\n'))
  const statements = Object.fromEntries(
    tableNames.map((name) => [
      name,
      {
        all: database.prepare(`select body from ${name} order by id`),
        put: database.prepare(`insert or replace into ${name} (id, body) values (?, ?)`),
        remove: database.prepare(`delete from ${name} where id = ?`),
      },
    ]),
  ) as unknown as Record<TableName, Record<'all' | 'put' | 'remove', Statement>>

  const keep = ({ table, id, row }: StoreChange) => {
    const { put, remove } = statements[table]
    if (row) put.run(id, JSON.stringify(row))
    else remove.run(id)
  }
  return {
    rows: function* () {
      for (const table of tableNames) {
        for (const { body } of statements[table].all.all() as { body: string }[]) {
          yield { table, row: JSON.parse(body) as TableRow }
        }
      }
    },
    lastIds: () =>
      (
        database.prepare('select name, seq from sqlite_sequence').all() as { name: TableName; seq: number }[]
      ).map(({ name, seq }) => [name, seq] as const),
    write: (changes) => {
      database.exec('begin immediate')
      try {
        for (const change of changes) keep(change)
        database.exec('commit')
      } catch (error) {
        database.exec('rollback')
        throw error
      }
    },
    close: () => database.close(),
  }
}

/** A prepared statement, as far as it is used here; libsql's own type does not know of parameters. */
interface Statement {
  run(...parameters: readonly unknown[]): unknown
  all(): unknown[]
}

const columns = 'id integer primary key autoincrement, body text not null'
