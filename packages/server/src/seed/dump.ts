import type { ProjectOptions } from '../projects.js'
import { omit } from '../store/columns.js'
import { selectMetrics } from '../store/select-metrics.js'
import type { Store } from '../store/store.js'
import { type ResultRow, tableNames } from '../store/tables.js'

interface ReadableFiles {
  read(path: string): Promise<Buffer | undefined>
}

/** Tables whose rows need no change to be a seed. */
const plainTables = tableNames.filter((name) => !['profiles', 'results', 'result_asserts'].includes(name))

/** The whole state as a seed: when it is loaded, it creates the same server again. */
export async function dumpStore(
  store: Store,
  files: ReadableFiles,
  projects: readonly ProjectOptions[],
): Promise<Record<string, unknown>> {
  const results = store.find('results')
  const lastIds = store.lastIds()
  const dump = {
    projects: projects.map((project) => omit(project, 'tokens')),
    ...Object.fromEntries(plainTables.map((table) => [table, store.find(table)])),
    results: results.map((row) => {
      const { participant, logs, timecards, mos, metrics, legacy, ...rest } = row
      const segments = new Set(Object.keys(metrics).map((path) => path.split('/', 1)[0] ?? path))
      return {
        ...rest,
        run_participant_id: participant.id,
        log_paths: logs,
        metrics: Object.fromEntries(
          [...segments].map((segment) => [segment, selectMetrics(metrics, segment)]),
        ),
        asserts: store
          .find('result_asserts', { result_id: row.id })
          .map((assert) => omit(assert, 'result_id')),
        data_sync: { result_timecards: timecards },
        mos: { visqol: mos },
        ...legacy,
      }
    }),
    logs: await dumpFiles(results, files),
    last_ids: Object.fromEntries(tableNames.map((name) => [name, lastIds[name] ?? 0])),
  }
  return Object.fromEntries(Object.entries(dump).map(([name, rows]) => [name, sortKeys(rows)]))
}

/** The value with the keys of all objects in one order, ids first, so that two dumps can be compared as text. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (typeof value !== 'object' || value === null) return value
  const rank = (key: string) => (key === 'id' ? ' ' : key)
  const entries = Object.entries(value).toSorted(([a], [b]) => (rank(a) < rank(b) ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]))
}

/** All logs and artifacts: text as it is, other content in base 64. */
async function dumpFiles(results: readonly ResultRow[], files: ReadableFiles): Promise<object[]> {
  const paths = results.flatMap(({ logs, artifacts }) => [
    ...Object.values(logs),
    ...Object.values(artifacts).flatMap((kept: { paths: readonly string[] }) => kept.paths),
  ])
  const entries: object[] = []
  for (const path of new Set(paths)) {
    const content = await files.read(path)
    if (content === undefined) continue
    const isText = /\.(txt|json)$/.test(path)
    entries.push({
      path,
      ...(isText ? { content: content.toString() } : { base64: content.toString('base64') }),
    })
  }
  return entries
}
