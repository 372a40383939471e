import { isObject } from '@loadero-test/core/internal'
import type { Exchange } from './exchange.js'
import { type MatchedOperation, matchOperation } from './match-operation.js'

/** The tables whose rows a recording can hold. */
export const recordedTables = [
  'projects',
  'files',
  'tests',
  'groups',
  'participants',
  'asserts',
  'preconditions',
  'runs',
  'run_participants',
  'run_asserts',
  'results',
] as const

export type RecordedTable = (typeof recordedTables)[number]
export type RecordedRow = Readonly<Record<string, unknown>> & { readonly id: number }

/** What exchanges have shown of the resources of a service. */
export interface KnownRows {
  find(table: RecordedTable, id: number): RecordedRow | undefined
  all(table: RecordedTable): readonly RecordedRow[]
  /** Adds the keys of a row to what is known of it. */
  put(table: RecordedTable, row: RecordedRow): void
  /** Removes a row and everything that belongs to it. */
  remove(table: RecordedTable, id: number): void
  copy(): KnownRows
}

const children: Readonly<Partial<Record<RecordedTable, readonly (readonly [RecordedTable, string])[]>>> = {
  tests: [
    ['groups', 'test_id'],
    ['participants', 'test_id'],
    ['asserts', 'test_id'],
  ],
  groups: [['participants', 'group_id']],
  asserts: [['preconditions', 'assert_id']],
}

export function createKnownRows(rows: Map<RecordedTable, Map<number, RecordedRow>> = new Map()): KnownRows {
  const tableOf = (table: RecordedTable) => {
    const known = rows.get(table) ?? new Map<number, RecordedRow>()
    rows.set(table, known)
    return known
  }
  const all = (table: RecordedTable) => [...tableOf(table).values()]
  const remove = (table: RecordedTable, id: number) => {
    tableOf(table).delete(id)
    for (const [child, column] of children[table] ?? []) {
      for (const row of all(child)) if (row[column] === id) remove(child, row.id)
    }
  }
  return {
    all,
    remove,
    find: (table, id) => tableOf(table).get(id),
    put: (table, row) => {
      const present = Object.entries(row).filter(([, value]) => value !== null && value !== undefined)
      const known = { ...tableOf(table).get(row.id), ...Object.fromEntries(present), id: row.id }
      tableOf(table).set(row.id, known)
    },
    copy: () => createKnownRows(new Map([...rows].map(([table, known]) => [table, new Map(known)]))),
  }
}

const tablesBySchema: Readonly<Record<string, RecordedTable>> = {
  Project: 'projects',
  File: 'files',
  Test: 'tests',
  Group: 'groups',
  Participant: 'participants',
  Assert: 'asserts',
  Precondition: 'preconditions',
  Run: 'runs',
  RunParticipant: 'run_participants',
  Result: 'results',
}

/** The table of the rows that an operation reads or writes. */
export function tableOfOperation({ operation }: MatchedOperation): RecordedTable | undefined {
  const { response, path } = operation
  if (response !== undefined) return tablesBySchema[response.replace(/Page$/, '')]
  // Deletions and stops have no response.
  const collection = /\/(\w+)\/\{id\}\/(?:stop\/)?$/.exec(path)?.[1]
  return recordedTables.find((table) => table === collection)
}

const parentTables: Readonly<Record<string, RecordedTable>> = {
  project_id: 'projects',
  test_id: 'tests',
  group_id: 'groups',
  assert_id: 'asserts',
  run_id: 'runs',
}

/** The least that a local server needs of a row that only the path of a request has shown. */
export function putParents({ ids }: MatchedOperation, rows: KnownRows): void {
  const parents = Object.entries(parentTables)
  for (const [key, table] of parents) {
    const id = ids[key]
    if (id === undefined || rows.find(table, id)) continue
    rows.put(table, { ...placeholders[table], ...pickParents(ids), id })
  }
}

/** Values for the keys without which a seed has no such row. */
export const placeholders: Readonly<Partial<Record<RecordedTable, object>>> = {
  tests: { name: '' },
  groups: { name: '', count: 1 },
  participants: { name: '', count: 1 },
  asserts: { path: '', operator: 'eq', expected: '' },
  preconditions: { property: '', operator: 'eq', expected: '' },
  runs: { test_id: 1, status: 'done' },
  run_asserts: { preconditions: [] },
  files: { content: '' },
}

export function pickParents(ids: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(ids).filter(([key]) => key in parentTables))
}

/** Adds what an exchange shows to what is known. */
export function learnExchange(exchange: Exchange, rows: KnownRows): void {
  const matched = matchOperation(exchange.method, exchange.path)
  if (matched === undefined) return
  const { operation, ids } = matched
  const table = tableOfOperation(matched)
  if (exchange.status === 404 && exchange.method === 'GET' && table && ids['id'] !== undefined) {
    rows.remove(table, ids['id'])
  }
  if (exchange.status < 200 || exchange.status > 299) return
  putParents(matched, rows)
  if (exchange.method === 'DELETE' && table && ids['id'] !== undefined) return rows.remove(table, ids['id'])
  const { body, requestBody } = exchange
  if (operation.response === 'Statistics') {
    // Statistics show the asserts of a run, which are not a resource of their own.
    const asserts = isObject(body) && Array.isArray(body['asserts']) ? body['asserts'] : []
    for (const assert of asserts.filter(isObject)) {
      const id = assert['run_assert_id']
      if (typeof id === 'number') rows.put('run_asserts', { ...assert, id, run_id: ids['run_id'] ?? 0 })
    }
    return
  }
  if (table === undefined) return
  for (const row of rowsOf(body)) {
    putRow(table, { ...pickParents(ids), ...row }, rows)
    // A response never contains the script of a test, but the request does.
    const script = table === 'tests' && isObject(requestBody) ? requestBody['script'] : undefined
    if (typeof script !== 'string') continue
    rows.put('tests', { id: row.id, script })
    const fileId = row['script_file_id']
    const file = typeof fileId === 'number' ? rows.find('files', fileId) : undefined
    if (file) rows.put('files', { ...file, content: script })
  }
}

function isRow(value: unknown): value is RecordedRow {
  return isObject(value) && Number.isSafeInteger(value['id']) && Number(value['id']) > 0
}

/** The rows of a page, or the one row. */
export function rowsOf(body: unknown): readonly RecordedRow[] {
  if (!isObject(body)) return []
  if ('results' in body || 'pagination' in body) {
    return Array.isArray(body['results']) ? body['results'].filter(isRow) : []
  }
  return isRow(body) ? [body] : []
}

function putRow(table: RecordedTable, row: RecordedRow, rows: KnownRows): void {
  const { preconditions, participant_details: participant, ...rest } = row
  if (table === 'asserts' && Array.isArray(preconditions)) {
    for (const condition of preconditions.filter(isRow)) {
      rows.put('preconditions', { ...condition, assert_id: row.id })
    }
  }
  const group = row['group_id']
  if (table === 'participants' && typeof group === 'number' && !rows.find('groups', group)) {
    rows.put('groups', { ...placeholders.groups, test_id: row['test_id'], id: group })
  }
  if (table === 'results' && isRow(participant)) {
    rows.put('run_participants', { run_id: row['run_id'], ...participant })
    rows.put('results', { run_participant_id: participant.id, ...rest, participant_details: participant })
    return
  }
  rows.put(table, rest)
}
