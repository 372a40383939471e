import { lstatSync } from 'node:fs'
import { basename, dirname, join, posix, relative, sep } from 'node:path'
import type { LoaderoClient } from '@loadero-test/core'
import { UserError } from '../model/errors.js'
import { type Diagnostic, hasErrors } from '../model/diagnostic.js'
import { type PlanOwner, specPathOf } from '../plan/identity.js'
import { findOrphans, missingOf, type Orphan } from '../plan/orphans.js'
import { findRenames } from '../plan/renames.js'
import { createRemoteScriptReader } from '../plan/scripts.js'
import type { PlanContext } from './plan-project.js'
import { findTests, type FindOptions, type FoundSpecs } from '../collect/find-tests.js'

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
  /** Tests that no spec declares and that are kept, with the reason. */
  readonly kept: ReadonlyMap<string, string>
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
  const { declared, diagnostics, files, repository } = await findTests({ ...options, filters: [], signal })
  const nothing = {
    diagnostics,
    prunable: [],
    renamed: new Map<string, string>(),
    kept: new Map<string, string>(),
  }
  if (hasErrors(diagnostics)) return nothing
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
  const orphans = await findOrphans(remote, declared, { project, prefix, ...repository }, readScripts)
  const missing = missingOf(declared, remote, prefix).map(({ id, file }) => ({ name: id, file }))
  const ofRoot = orphans.filter(({ marker }) => (marker.root ?? '') === repository.root)
  const { found } = findRenames(missing, ofRoot)
  const renamedIds = new Set([...found.values()].map(({ test }) => test.id))
  const kept = new Map<string, string>()
  const isGone = (orphan: Orphan) => {
    const reason = reasonToKeep(orphan, options.root, { files, repository })
    if (reason !== undefined) kept.set(orphan.test.name ?? '', reason)
    return reason === undefined
  }
  const prunable = orphans
    .filter((orphan) => !renamedIds.has(orphan.test.id) && isGone(orphan))
    .map(async ({ test: { id, name = '' }, marker: { file } }) => {
      const node = client.test(id).runs
      const { pagination, results } = await node.list({ limit: 1 }, { signal })
      // Older responses have no total.
      const counted = results.length === 0 ? 0 : pagination.total_items
      const runs = counted ?? (await node.list({}, { signal })).results.length
      return { id, name, file, runs }
    })
  const renamed = new Map([...found].map(([name, { test }]) => [name, test.name ?? '']))
  return { diagnostics, client, renamed, kept, prunable: await Promise.all(prunable) }
}

/** Why the spec file of a test may still declare it: it was not searched, or it is there and was not read. */
function reasonToKeep(
  { marker }: Orphan,
  root: string,
  { files, repository }: Pick<FoundSpecs, 'files' | 'repository'>,
): string | undefined {
  const fromTop = posix.relative(repository.root, specPathOf(marker))
  const outer = repository.root === '' ? fromOuterFolder(root, fromTop) : undefined
  // From the root, because only the files below it were searched.
  const file = outer === undefined ? fromTop : relative(root, outer).split(sep).join('/')
  if (files.includes(file)) return undefined
  if (file.split('/')[0] === '..') return `its spec ${fromTop} is outside of the folder that was searched`
  const mayBeThere = [file, marker.file].some((path) => {
    try {
      return lstatSync(join(root, path), { throwIfNoEntry: false }) !== undefined
    } catch (error) {
      // It cannot be checked.
      return (error as NodeJS.ErrnoException).code !== 'ENOTDIR'
    }
  })
  return mayBeThere ? `its spec ${file} exists, but is not among the specs that were read` : undefined
}

/**
 * Without a repository, the root can be below the folder that a test was pushed from: `specs/call/a.loadero.ts` below
 * `/shop/specs/call` is `/shop/specs/call/a.loadero.ts`.
 */
function fromOuterFolder(root: string, file: string): string | undefined {
  const [first = '', ...rest] = file.split('/')
  if (rest.length === 0) return undefined
  for (let folder = root; dirname(folder) !== folder; folder = dirname(folder)) {
    if (basename(folder) === first) return join(dirname(folder), file)
  }
  return undefined
}
