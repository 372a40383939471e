import { pick } from '../store/columns.js'
import type { ResultFiles } from '../runs/result-files.js'
import { profileId } from '../resources/profiles.js'
import type { Store } from '../store/store.js'
import {
  profileColumns,
  type ProfileColumns,
  type TableRow,
  type TableName,
  type Tables,
} from '../store/tables.js'
import type { Seed } from './schema.js'

/** Where a seed falls, and what it needs to know of it. */
export interface SeedTarget {
  readonly store: Store
  readonly files: Pick<ResultFiles, 'put'>
  /** The project of whatever names none. */
  readonly projectId: number
  readonly now: string
}

type Seedling<N extends TableName> = Omit<Tables[N], keyof TableRow> & { id: number } & {
  [K in 'created' | 'updated']?: string | undefined
}

const parentTables = {
  test_id: 'tests',
  group_id: 'groups',
  assert_id: 'asserts',
  run_id: 'runs',
  result_id: 'results',
} as const satisfies Record<string, TableName>

/** Restores rows with the times that they lack, once it is sure that their parents are there. */
export function createSeedTarget({ store, now }: Pick<SeedTarget, 'store' | 'now'>) {
  return {
    restore: <N extends TableName>(table: N, seedling: Seedling<N>): Tables[N] => {
      for (const [column, parent] of Object.entries(parentTables)) {
        const id = (seedling as Readonly<Record<string, unknown>>)[column]
        // The runs of a deleted test stay.
        if (typeof id !== 'number' || (table === 'runs' && parent === 'tests')) continue
        if (store.count(parent, { id }) === 0) {
          throw new Error(`Seed: ${table} ${seedling.id} belongs to ${parent} ${id}, which is not there`)
        }
      }
      if (store.count(table, { id: seedling.id } as Partial<Tables[N]>) > 0) {
        throw new Error(`Seed: ${table} ${seedling.id} comes twice`)
      }
      return store.restore(table, { created: now, updated: now, ...seedling } as unknown as Tables[N])
    },
  }
}

export function loadSeedParticipant(
  ground: SeedTarget,
  row: NonNullable<Seed['run_participants']>[number],
): Tables['run_participants'] {
  return createSeedTarget(ground).restore('run_participants', {
    ...profiled(ground.store, row),
    requested_browser: row.requested_browser ?? row.browser,
  })
}

/** Knows the row's profile from now on, under the id that it comes with. */
export function profiled<T extends ProfileColumns & { readonly profile_id?: number }>(
  store: Store,
  row: T,
): T & { profile_id: number } {
  const { profile_id } = row
  const profile = pick<ProfileColumns, (typeof profileColumns)[number]>(row, ...profileColumns)
  const known = store.count('profiles', profile) > 0
  if (profile_id === undefined) return { ...row, profile_id: profileId(store, row) }
  if (!known && store.count('profiles', { id: profile_id }) === 0) {
    store.restore('profiles', { ...profile, id: profile_id, created: '', updated: '' })
  }
  return { ...row, profile_id }
}
