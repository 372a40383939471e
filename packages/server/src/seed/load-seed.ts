import { type TableName, tableNames, type Tables } from '../store/tables.js'
import { omit } from '../store/columns.js'
import { loadResult } from './load-result.js'
import { restoreProfile, restoreRow, restoreRunParticipant, type SeedTarget } from './restore-row.js'
import type { Seed } from './schema.js'

/**
 * Loads a seed into an empty store.
 * @throws when the parent of a row is missing, or the store is not empty
 */
export function loadSeed(seed: Seed, target: SeedTarget): void {
  const { store, files, projectId: project_id } = target
  if (tableNames.some((table) => store.count(table) > 0)) throw new Error('A seed needs an empty store')
  for (const { path, content = '', base64 } of seed.logs ?? []) {
    files.put(path, base64 === undefined ? Buffer.from(content) : Buffer.from(base64, 'base64'))
  }
  for (const row of seed.files ?? []) restoreRow(target, 'files', { project_id, ...row })
  for (const { script = '', deleted: _, group_count: __, participant_count: ___, ...row } of seed.tests ??
    []) {
    const script_file_id = restoreScript(target, {
      project_id,
      ...row,
      content: script,
      file_type: 'test_script',
    })
    restoreRow(target, 'tests', { project_id, ...row, script_file_id })
  }
  for (const row of seed.groups ?? []) {
    restoreRow(target, 'groups', omit(row, 'participant_count', 'total_cu_count'))
  }
  for (const row of seed.participants ?? []) {
    restoreRow(target, 'participants', restoreProfile(store, row))
  }
  for (const row of seed.asserts ?? []) restoreRow(target, 'asserts', omit(row, 'preconditions'))
  const nested = (seed.asserts ?? []).flatMap(({ preconditions }) => preconditions ?? [])
  for (const row of [...nested, ...(seed.preconditions ?? [])]) {
    const test_id = store.find('asserts', { id: row.assert_id })[0]?.test_id ?? 0
    restoreRow(target, 'preconditions', { test_id, ...row })
  }
  for (const row of seed.runs ?? []) {
    const [test] = store.find('tests', { id: row.test_id })
    const withProject = { project_id: test?.project_id ?? project_id, ...row }
    const script_file_id = restoreScript(target, { ...withProject, content: '', file_type: 'run_script' })
    restoreRow(target, 'runs', { ...withProject, script_file_id })
  }
  for (const row of seed.run_participants ?? []) restoreRunParticipant(target, row)
  for (const row of seed.run_asserts ?? []) restoreRow(target, 'run_asserts', row)
  for (const row of seed.results ?? []) loadResult(row, target)
  for (const [table, id] of Object.entries(seed.last_ids ?? {})) store.skipIds(table as TableName, id)
}

/** The id of a script's file. A file that the seed does not hold is created. */
function restoreScript(
  { store, now }: SeedTarget,
  {
    script_file_id: id,
    project_id,
    content,
    file_type,
  }: Pick<Tables['files'], 'project_id' | 'content' | 'file_type'> & { script_file_id?: number },
): number {
  const file = { name: 'script.js', project_id, content, file_type }
  if (id === undefined) return store.insert('files', file).id
  const [known] = store.find('files', { id })
  return (known ?? store.restore('files', { created: now, updated: now, ...file, id })).id
}
