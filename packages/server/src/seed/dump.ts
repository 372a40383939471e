import { omit } from '../store/columns.js'
import type { ProjectOptions } from '../projects.js'
import type { ResultFiles } from '../runs/result-files.js'
import type { Store } from '../store/store.js'
import { type ResultRow, tableNames } from '../store/tables.js'

/** Everything there is, in the form of a seed: planted, it makes the same server again. */
export async function dumpStore(
  store: Store,
  files: Pick<ResultFiles, 'read'>,
  projects: readonly ProjectOptions[],
): Promise<Record<string, unknown>> {
  const results = store.find('results')
  const everything = {
    projects: projects.map((project) => omit(project, 'tokens')),
    ...Object.fromEntries(asTheyAre.map((table) => [table, store.find(table)])),
    results: results.map((row) => resultOf(store, row)),
    logs: await logsOf(results, files),
    last_ids: inOrder(store.lastIds()),
  }
  return Object.fromEntries(Object.entries(everything).map(([name, rows]) => [name, canonical(rows)]))
}

/** The same with all keys in one order, ids first, so that two dumps can be compared as text. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object' || value === null) return value
  const rank = (key: string) => (key === 'id' ? ' ' : key)
  const entries = Object.entries(value).toSorted(([a], [b]) => (rank(a) < rank(b) ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, canonical(inner)]))
}

/** Tables whose rows are what the API answers of them, or hold a little more. */
const asTheyAre = tableNames.filter((name) => !['profiles', 'results', 'result_asserts'].includes(name))

function inOrder(ids: ReturnType<Store['lastIds']>) {
  return Object.fromEntries(tableNames.map((name) => [name, ids[name] ?? 0]))
}

function resultOf(store: Store, row: ResultRow): object {
  const { participant, logs, timecards, mos, metrics, ...rest } = row
  return {
    ...rest,
    run_participant_id: participant.id,
    log_paths: logs,
    metrics: timedSections(metrics),
    asserts: store.find('result_asserts', { result_id: row.id }).map((assert) => omit(assert, 'result_id')),
    data_sync: { result_timecards: timecards },
    mos: { visqol: mos },
  }
}

/** By the first segment of each path. */
function timedSections(metrics: ResultRow['metrics']): object {
  const names = new Set(Object.keys(metrics).map((path) => path.split('/', 1)[0] ?? path))
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      Object.fromEntries(Object.entries(metrics).filter(([path]) => path.startsWith(`${name}/`))),
    ]),
  )
}

async function logsOf(results: readonly ResultRow[], files: Pick<ResultFiles, 'read'>): Promise<object[]> {
  const paths = results.flatMap(({ logs, artifacts }) => [
    ...Object.values(logs),
    ...Object.values(artifacts).flatMap((kept: { paths: readonly string[] }) => kept.paths),
  ])
  const entries: object[] = []
  for (const path of new Set(paths)) {
    const content = await files.read(path)
    if (content) entries.push({ path, ...written(path, content) })
  }
  return entries
}

/** Text as it is, anything else in base 64. */
function written(path: string, content: Buffer): object {
  return /\.(txt|json)$/.test(path) ? { content: content.toString() } : { base64: content.toString('base64') }
}
