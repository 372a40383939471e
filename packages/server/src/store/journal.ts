import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { loadSqlite, type SqliteDatabase, type SqliteStatement } from './sqlite.js'
import { type TableRow, type TableName, tableNames } from './tables.js'

/** A new or changed row. `row` is undefined when it was removed. */
export interface StoreChange {
  readonly table: TableName
  readonly id: number
  readonly row: TableRow | undefined
}

/** Keeps the rows of a store after its process has ended. */
export interface StoreJournal {
  rows(): Iterable<{ readonly table: TableName; readonly row: TableRow }>
  lastIds(): Iterable<readonly [TableName, number]>
  /** Writes all changes or none. Written changes survive any end of the process. */
  write(changes: readonly StoreChange[]): void
  close(): void
}

/** A directory that keeps the state of a server: rows in SQLite, with the files next to them. */
export interface DataDirectory {
  readonly path: string
  readonly journal: StoreJournal
}

/**
 * Opens a data directory, and creates it when it is missing.
 * @throws when another server uses the directory
 */
export async function openData(path: string): Promise<DataDirectory> {
  await mkdir(path, { recursive: true })
  const Sqlite = await loadSqlite()
  const release = lockDirectory(path, new Sqlite(join(path, 'owner.db')))
  const journal = sqliteJournal(new Sqlite(join(path, 'loadero.db')))
  const close = () => {
    journal.close()
    release()
  }
  return { path, journal: { ...journal, close } }
}

/**
 * Makes sure that one server at a time uses the directory: a transaction that is never committed is a lock that any
 * end of the process releases. It has a file of its own, because SQLite may release the other some time after its close.
 */
function lockDirectory(path: string, database: SqliteDatabase): () => void {
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

/** One SQL table for each table of the store. With `autoincrement`, SQLite never uses an id twice. */
function sqliteJournal(database: SqliteDatabase): StoreJournal {
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
  ) as Record<TableName, Record<'all' | 'put' | 'remove', SqliteStatement>>

  const writeChange = ({ table, id, row }: StoreChange) => {
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
        for (const change of changes) writeChange(change)
        database.exec('commit')
      } catch (error) {
        database.exec('rollback')
        throw error
      }
    },
    close: () => database.close(),
  }
}

const columns = 'id integer primary key autoincrement, body text not null'
