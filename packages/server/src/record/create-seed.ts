import { withoutNulls } from '@loadero-test/core/internal'
import { parseSeed, type Seed, seedSchema } from '../seed/schema.js'
import {
  type KnownRows,
  placeholders,
  type RecordedRow,
  type RecordedTable,
  recordedTables,
} from './known-rows.js'

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

/** The row in the form of a seed, without what a seed cannot hold. None without a key that it needs. */
function fitRow(
  table: RecordedTable,
  row: RecordedRow,
): { problems: readonly string[]; seedRow?: RecordedRow } {
  const problems: string[] = []
  let seedRow = withoutNulls({ ...placeholders[table], ...row }) as RecordedRow
  for (;;) {
    const [issue] = seedSchema.safeParse({ [table]: [seedRow] }).error?.issues ?? []
    if (issue === undefined) return { problems, seedRow }
    const path = issue.path.slice(2).map(String)
    if (issue.code === 'unrecognized_keys') {
      // A new field of the service is a difference, and no loss for the seed.
      seedRow = omitAt(seedRow, path, issue.keys) as RecordedRow
      continue
    }
    problems.push(`${path.join('.')}: ${issue.message}`)
    const [key = 'id'] = path
    if (key === 'id' || !(key in seedRow)) return { problems }
    const placeholder = (placeholders[table] as Readonly<Record<string, unknown>> | undefined)?.[key]
    if (placeholder !== undefined && placeholder === seedRow[key]) return { problems }
    const rest = omitAt(seedRow, [], [key]) as RecordedRow
    seedRow = placeholder === undefined ? rest : { ...rest, [key]: placeholder }
  }
}

/** The value without these keys of the object at the path. */
function omitAt(value: unknown, [key, ...path]: readonly string[], keys: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (key === undefined)
    return Object.fromEntries(Object.entries(value).filter(([name]) => !keys.includes(name)))
  if (Array.isArray(value)) {
    return value.map((item, index) => (index === Number(key) ? omitAt(item, path, keys) : (item as unknown)))
  }
  return { ...value, [key]: omitAt((value as Readonly<Record<string, unknown>>)[key], path, keys) }
}
