import type { LoaderoClient } from '@loadero-test/core'
import { UserError } from '../model/errors.js'
import type { Diagnostic } from '../model/diagnostic.js'
import type { PlanOwner } from '../plan/identity.js'
import { findOrphans, missingOf } from '../plan/orphans.js'
import { findRenames } from '../plan/renames.js'
import { createRemoteScriptReader } from '../plan/scripts.js'
import type { PlanContext } from './plan-project.js'
import { findTests, type FindOptions } from '../collect/find-tests.js'

/** A managed test at Loadero that no spec declares. */
export interface Prunable {
  readonly id: number
  readonly name: string
  /** The spec file that it was pushed from. */
  readonly file: string
  /** How many runs would be deleted with it. */
  readonly runs: number
}

export interface PruneResult {
  readonly diagnostics: readonly Diagnostic[]
  /** Empty when the specs have errors. */
  readonly prunable: readonly Prunable[]
  /** The tests that the next push renames instead: new name to current name. */
  readonly renamed: ReadonlyMap<string, string>
  readonly client?: LoaderoClient
}

/**
 * Finds the tests that can be pruned. Filters do not apply: all specs count.
 * @throws UserError when there is no spec at all
 */
export async function findPrunable(
  options: Omit<FindOptions, 'filters'>,
  { prefix }: Pick<PlanOwner, 'prefix'>,
  { connect, signal }: PlanContext,
): Promise<PruneResult> {
  const { declared, diagnostics } = await findTests({ ...options, filters: [] })
  const nothing = { diagnostics, prunable: [], renamed: new Map<string, string>() }
  if (diagnostics.some(({ severity }) => severity === 'error')) return nothing
  if (declared.length === 0) {
    throw new UserError(
      'specs',
      `no spec was found below ${options.root}, so every managed test would be pruned`,
      'Run the command where the specs are, or delete the tests by hand.',
    )
  }
  const client = await connect()
  const { id: project } = await client.project({ signal })
  const { results: remote } = await client.tests.list({}, { signal })
  const readScripts = createRemoteScriptReader(client, remote.length, signal)
  const orphans = await findOrphans(remote, declared, { project, prefix }, readScripts)
  const missing = missingOf(declared, remote, prefix).map(({ id, file }) => ({ name: id, file }))
  const { found } = findRenames(missing, orphans)
  const kept = new Set([...found.values()].map(({ test }) => test.id))
  const prunable = orphans
    .filter(({ test }) => !kept.has(test.id))
    .map(async ({ test: { id, name = '' }, marker: { file } }) => ({
      id,
      name,
      file,
      runs: await countRuns(client, id, signal),
    }))
  const renamed = new Map([...found].map(([name, { test }]) => [name, test.name ?? '']))
  return { diagnostics, client, renamed, prunable: await Promise.all(prunable) }
}

async function countRuns(client: LoaderoClient, testId: number, signal: AbortSignal): Promise<number> {
  const { pagination, results } = await client.test(testId).runs.list({ limit: 1 }, { signal })
  // Older responses have no total.
  if (pagination.total_items !== undefined || results.length === 0) return pagination.total_items ?? 0
  return (await client.test(testId).runs.list({}, { signal })).results.length
}
