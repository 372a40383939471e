import { parseSeed, type Seed, seedSchema } from '../seed/schema.js'
import {
  type KnownRows,
  placeholders,
  type RecordedRow,
  type RecordedTable,
  recordedTables,
} from './known-rows.js'

const times = ['id', 'created', 'updated']
const comparison = ['operator', 'expected']
const settings = ['increment_strategy', 'start_interval', 'participant_timeout', 'mos_test']
const profile = [
  'browser',
  'network',
  'location',
  'video_feed',
  'audio_feed',
  'compute_unit',
  'record_audio',
  'profile_id',
]

/** The keys of a seed's rows. A service may send others. */
const keys: Readonly<Record<RecordedTable, readonly string[]>> = {
  projects: ['id', 'name', 'language'],
  files: [...times, 'project_id', 'file_type', 'name', 'content'],
  tests: [...times, ...settings, 'project_id', 'name', 'mode', 'script_file_id', 'script'],
  groups: [...times, 'test_id', 'name', 'count'],
  participants: [...times, ...profile, 'test_id', 'group_id', 'name', 'count'],
  asserts: [...times, ...comparison, 'test_id', 'path'],
  preconditions: [...times, ...comparison, 'assert_id', 'property'],
  runs: [
    ...times,
    ...settings,
    'project_id',
    'test_id',
    'test_name',
    'test_mode',
    'status',
    'script_file_id',
    'launching_account_id',
    'processing_started',
    'processing_finished',
    'execution_started',
    'execution_finished',
    'success_rate',
    'group_count',
    'participant_count',
    'total_cu_count',
    'metric_status',
    'mos_status',
  ],
  run_participants: [
    ...times,
    ...profile,
    'run_id',
    'participant_num',
    'participant_name',
    'group_num',
    'group_name',
  ],
  run_asserts: [...times, ...comparison, 'run_id', 'path', 'preconditions'],
  results: [
    ...times,
    'run_id',
    'run_participant_id',
    'profile_params',
    'start',
    'end',
    'status',
    'selenium_result',
    'mos_status',
    'log_paths',
    'artifacts',
    'metrics',
    'asserts',
    'data_sync',
    'mos',
  ],
}

/** The parent that a row of a table cannot be without, and the column that refers to it. */
const requiredParents: Readonly<Partial<Record<RecordedTable, readonly [RecordedTable, string]>>> = {
  groups: ['tests', 'test_id'],
  participants: ['tests', 'test_id'],
  asserts: ['tests', 'test_id'],
  preconditions: ['asserts', 'assert_id'],
  run_participants: ['runs', 'run_id'],
  run_asserts: ['runs', 'run_id'],
  results: ['run_participants', 'run_participant_id'],
}

export interface RecordedSeed {
  readonly seed: Seed
  /** The same before it was parsed, for a file. */
  readonly rows: Readonly<Record<string, readonly object[]>>
  /** Rows and values that the local Loadero cannot hold, with the reason. */
  readonly refused: readonly string[]
}

/** The initial state of a local server that is known of a service. What no seed can hold is left out. */
export function createSeed(known: KnownRows): RecordedSeed {
  const refused: string[] = []
  const rows: Partial<Record<RecordedTable, readonly object[]>> = {}
  const held = new Map<RecordedTable, Set<number>>()
  for (const table of recordedTables) {
    const fitted = known.all(table).flatMap((row) => {
      const [parent, column = ''] = requiredParents[table] ?? []
      const isOrphan = parent !== undefined && !held.get(parent)?.has(Number(row[column]))
      const { problems, seedRow } = isOrphan
        ? { problems: [`${column}: the row of ${parent} is unknown`] }
        : fitRow(table, row)
      refused.push(...problems.map((problem) => `${table} ${row.id}: ${problem}`))
      return seedRow ? [seedRow] : []
    })
    held.set(table, new Set(fitted.map(({ id }) => id)))
    if (fitted.length > 0) rows[table] = fitted
  }
  return { seed: parseSeed(rows), rows, refused }
}

/** The row in the form of a seed, without the keys that a seed cannot hold. None without a key that it needs. */
function fitRow(
  table: RecordedTable,
  row: RecordedRow,
): { problems: readonly string[]; seedRow?: RecordedRow } {
  const picked = Object.entries(row).filter(([key]) => keys[table].includes(key))
  const present = withoutNulls(Object.fromEntries(picked)) as RecordedRow
  const problems: string[] = []
  let seedRow: RecordedRow = { ...placeholders[table], ...present }
  for (;;) {
    const [issue] = seedSchema.safeParse({ [table]: [seedRow] }).error?.issues ?? []
    if (issue === undefined) return { problems, seedRow }
    const key = String(issue.path[2])
    problems.push(`${issue.path.slice(2).join('.')}: ${issue.message}`)
    if (key === 'id' || !(key in seedRow)) return { problems }
    const { [key]: _invalid, ...rest } = seedRow
    // A value that is still invalid is one of the placeholders.
    if (problems.length > Object.keys(present).length) return { problems }
    seedRow = { ...placeholders[table], ...(rest as RecordedRow) }
  }
}

/** A service sends null for what is missing; a seed leaves it out. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  const present = Object.entries(value).filter(([, child]) => child !== null)
  return Object.fromEntries(present.map(([key, child]) => [key, withoutNulls(child)]))
}
