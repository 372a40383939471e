import type { SpecSettings } from './check.js'
import { type Collected, collect } from './collect.js'
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
  readonly alias: Readonly<Record<string, string>>
  /** For one file. */
  readonly loadTimeoutMs: number
  readonly allowOnly: boolean
  readonly settings?: SpecSettings | undefined
}

/** From a directory to the tests that a session is about; everything is loaded and checked, and nothing is sent. */
export const findTests = async (options: FindOptions): Promise<Collected> => {
  const { root, include, filters, alias, loadTimeoutMs, allowOnly, settings } = options
  const files = await discover(root, include, filters)
  const known = { ...tsconfigPaths(root), ...alias }
  const collected = await collect(root, files, {
    load: (path) => load(path, { alias: known, timeoutMs: loadTimeoutMs }),
    allowOnly,
    settings,
  })
  return { ...collected, ...select(collected.tests, collected.skipped, options) }
}
