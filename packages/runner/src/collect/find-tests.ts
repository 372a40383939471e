import type { SpecSettings } from './options-schema.js'
import { type CollectedSpecs, collect } from './collect.js'
import { discover } from './discover.js'
import { load } from './load.js'
import { tsconfigPaths } from './tsconfig-paths.js'
import { select, type Selection } from './select.js'

export interface FindOptions extends Selection {
  /** Absolute path of the directory that holds the specs. */
  readonly root: string
  /** Globs of spec files; every `*.loadero.ts` and its like by default. */
  readonly include?: readonly string[] | undefined
  /** Parts of spec files' paths. */
  readonly filters: readonly string[]
  /** These spec files and no others, relative to the root; `include` and `filters` then say nothing. */
  readonly files?: readonly string[] | undefined
  /** Told which script files each of the spec files asks for, whether they are there or not; all paths absolute. */
  readonly onScripts?: ((scripts: CollectedSpecs['scripts']) => void) | undefined
  readonly alias: Readonly<Record<string, string>>
  /** For one file. */
  readonly loadTimeoutMs: number
  readonly allowOnly: boolean
  readonly settings?: SpecSettings | undefined
}

/** From a directory to the tests that a session is about; everything is loaded and checked, and nothing is sent. */
export async function findTests(options: FindOptions): Promise<CollectedSpecs> {
  const { root, include, filters, alias, loadTimeoutMs, allowOnly, settings } = options
  const files = options.files ?? (await discover(root, include, filters))
  const known = { ...tsconfigPaths(root), ...alias }
  const collected = await collect(root, files, {
    load: (path) => load(path, { alias: known, timeoutMs: loadTimeoutMs }),
    allowOnly,
    settings,
  })
  options.onScripts?.(collected.scripts)
  return { ...collected, ...select(collected.tests, collected.skipped, options) }
}
