import { type TableName, tableNames, type Tables } from '../store/tables.js'
import { createSeedTarget, type SeedTarget, loadSeedParticipant, profiled } from './restore-row.js'
import { loadSeedResult } from './load-result.js'
import type { Seed } from './schema.js'

/**
 * Fills an empty store with what a seed holds.
 * @throws when something lacks its parent, or the store is not empty
 */
export function loadSeed(seed: Seed, ground: SeedTarget): void {
  const { store, files, projectId: project_id } = ground
  if (tableNames.some((table) => store.count(table) > 0)) throw new Error('A seed needs an empty store')
  for (const { path, content = '', base64 } of seed.logs ?? []) {
    files.put(path, base64 === undefined ? Buffer.from(content) : Buffer.from(base64, 'base64'))
  }
  const { restore } = createSeedTarget(ground)
  for (const row of seed.files ?? []) restore('files', { project_id, ...row })
  for (const row of seed.tests ?? []) plantTest(ground, row)
  for (const row of seed.groups ?? []) restore('groups', row)
  for (const row of seed.participants ?? []) restore('participants', profiled(store, row))
  for (const row of seed.asserts ?? []) restore('asserts', row)
  for (const row of seed.preconditions ?? []) {
    restore('preconditions', {
      test_id: store.find('asserts', { id: row.assert_id })[0]?.test_id ?? 0,
      ...row,
    })
  }
  for (const row of seed.runs ?? []) plantRun(ground, row)
  for (const row of seed.run_participants ?? []) loadSeedParticipant(ground, row)
  for (const row of seed.run_asserts ?? []) restore('run_asserts', row)
  for (const row of seed.results ?? []) loadSeedResult(row, ground)
  for (const [table, id] of Object.entries(seed.last_ids ?? {})) store.skipIds(table as TableName, id)
}

function plantTest(ground: SeedTarget, { script = '', ...row }: NonNullable<Seed['tests']>[number]) {
  const { project_id = ground.projectId, script_file_id } = row
  const file = scriptOf(ground, { id: script_file_id, project_id, content: script, file_type: 'test_script' })
  createSeedTarget(ground).restore('tests', { ...row, project_id, script_file_id: file })
}

function plantRun(ground: SeedTarget, row: NonNullable<Seed['runs']>[number]) {
  const [test] = ground.store.find('tests', { id: row.test_id })
  const { project_id = test?.project_id ?? ground.projectId, script_file_id } = row
  const file = scriptOf(ground, { id: script_file_id, project_id, content: '', file_type: 'run_script' })
  createSeedTarget(ground).restore('runs', { ...row, project_id, script_file_id: file })
}

/** The id of the script's file, which is made of what is known when the seed does not bring it. */
function scriptOf(
  { store, now }: SeedTarget,
  { id, ...row }: { id: number | undefined } & Pick<Tables['files'], 'project_id' | 'content' | 'file_type'>,
): number {
  const file = { name: 'script.js', ...row }
  if (id === undefined) return store.insert('files', file).id
  return (
    store.find('files', { id })[0] ?? store.restore('files', { created: now, updated: now, ...file, id })
  ).id
}
