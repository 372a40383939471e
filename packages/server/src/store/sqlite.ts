import { createRequire, isBuiltin } from 'node:module'

/** What the journal uses of SQLite. Both implementations have it. */
export interface SqliteDatabase {
  exec(sql: string): unknown
  prepare(sql: string): SqliteStatement
  close(): unknown
}

export interface SqliteStatement {
  run(...parameters: readonly (string | number)[]): unknown
  all(): unknown[]
}

type SqliteConstructor = new (path: string) => SqliteDatabase

/**
 * SQLite of Node.js 22.13 and later, which needs no native package; before, that of the package libsql.
 * @throws Error that says what to install
 */
export async function loadSqlite(): Promise<SqliteConstructor> {
  if (isBuiltin('node:sqlite')) {
    const { DatabaseSync } = createRequire(import.meta.url)('node:sqlite') as {
      readonly DatabaseSync: SqliteConstructor
    }
    return DatabaseSync
  }
  try {
    return (await import('libsql')).default as unknown as SqliteConstructor
  } catch (cause) {
    throw new Error(
      'Data cannot be kept on disk: SQLite is missing. Use Node.js 22.13 or newer, or install the package libsql.',
      { cause },
    )
  }
}
