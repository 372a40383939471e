import { pick } from '../store/columns.js'
import type { Store } from '../store/store.js'
import {
  type ProfileColumns,
  profileColumns,
  type TableName,
  type TableRow,
  type Tables,
} from '../store/tables.js'
import { findProfileId } from '../resources/profiles.js'
import type { Seed } from './schema.js'

/** Where a seed is loaded. */
export interface SeedTarget {
  readonly store: Store
  readonly files: { put(path: string, content: Buffer): void }
  /** The project of rows that name none. */
  readonly projectId: number
  /** The times of rows that have none. */
  readonly now: string
}

type SeedRow<N extends TableName> = Omit<Tables[N], keyof TableRow> & { id: number } & {
  [K in 'created' | 'updated']?: string | undefined
}

const parentTables = {
  test_id: 'tests',
  group_id: 'groups',
  assert_id: 'asserts',
  run_id: 'runs',
  result_id: 'results',
} as const satisfies Record<string, TableName>

/**
 * Restores one row.
 * @throws when its parents are missing, or its id is in use
 */
export function restoreRow<N extends TableName>(
  { store, now }: Pick<SeedTarget, 'store' | 'now'>,
  table: N,
  row: SeedRow<N>,
): Tables[N] {
  for (const [column, parent] of Object.entries(parentTables)) {
    const id = (row as Readonly<Record<string, unknown>>)[column]
    // The runs of a deleted test remain.
    if (typeof id !== 'number' || (table === 'runs' && parent === 'tests')) continue
    if (store.count(parent, { id }) === 0) {
      throw new Error(`Seed: row ${row.id} of ${table} belongs to row ${id} of ${parent}, which is missing`)
    }
  }
  if (store.count(table, { id: row.id } as Partial<Tables[N]>) > 0) {
    throw new Error(`Seed: row ${row.id} of ${table} occurs twice`)
  }
  return store.restore(table, { created: now, updated: now, ...row } as unknown as Tables[N])
}

export function restoreRunParticipant(
  target: SeedTarget,
  row: NonNullable<Seed['run_participants']>[number],
): Tables['run_participants'] {
  return restoreRow(target, 'run_participants', {
    ...restoreProfile(target.store, row),
    requested_browser: row.requested_browser ?? row.browser,
  })
}

/** Returns the row with its profile's id, and stores a profile that is new under that id. */
export function restoreProfile<T extends ProfileColumns & { readonly profile_id?: number }>(
  store: Store,
  row: T,
): T & { profile_id: number } {
  const { profile_id } = row
  if (profile_id === undefined) return { ...row, profile_id: findProfileId(store, row) }
  const profile = pick<ProfileColumns, (typeof profileColumns)[number]>(row, ...profileColumns)
  if (store.count('profiles', profile) === 0 && store.count('profiles', { id: profile_id }) === 0) {
    store.restore('profiles', { ...profile, id: profile_id, created: '', updated: '' })
  }
  return { ...row, profile_id }
}
