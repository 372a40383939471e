import { type CollectedSpecs, collect } from './collect.js'
import { discover } from './discover.js'
import { readRepository, type Repository } from '../wire/repository.js'
import { load } from './load.js'
import type { SpecSettings } from './options-schema.js'
import { selectTests, type TestFilter } from './select.js'
import { tsconfigPaths } from './tsconfig-paths.js'

export interface FindOptions extends TestFilter {
  /** Absolute path of the project root. */
  readonly root: string
  /** Globs of spec files. Default: all `*.loadero.ts`, `.mts`, `.js` and `.mjs` files. */
  readonly include?: readonly string[] | undefined
  /** Parts of paths of spec files. */
  readonly filters: readonly string[]
  /** Exactly these spec files, relative to the root. `include` and `filters` are then ignored. */
  readonly files?: readonly string[] | undefined
  /** Receives the script files of each spec file, whether they exist or not. All paths are absolute. */
  readonly onScripts?: ((scripts: CollectedSpecs['scripts']) => void) | undefined
  readonly alias: Readonly<Record<string, string>>
  /** For each file. */
  readonly loadTimeoutMs: number
  readonly allowOnly: boolean
  readonly settings?: SpecSettings | undefined
  /** Aborts the search, also while a file is loaded. */
  readonly signal?: AbortSignal | undefined
}

/** The tests of a session, and where they come from. */
export interface FoundSpecs extends CollectedSpecs {
  /** The spec files, relative to the root. */
  readonly files: readonly string[]
  readonly repository: Repository
}

/** Finds, loads and checks the tests of a session. Nothing is sent. */
export async function findTests(options: FindOptions): Promise<FoundSpecs> {
  const { signal } = options
  if (!signal) return collectTests(options)
  signal.throwIfAborted()
  let onAbort = () => {}
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason as Error)
    signal.addEventListener('abort', onAbort)
  })
  try {
    return await Promise.race([aborted, collectTests(options)])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

async function collectTests(options: FindOptions): Promise<FoundSpecs> {
  const { root, include, filters, loadTimeoutMs, allowOnly, settings } = options
  const files = options.files ?? (await discover(root, include, filters))
  const alias = { ...tsconfigPaths(root), ...options.alias }
  const collected = await collect(root, files, {
    load: (path) => load(path, { alias, timeoutMs: loadTimeoutMs }),
    allowOnly,
    settings,
  })
  options.onScripts?.(collected.scripts)
  return {
    ...collected,
    ...selectTests(collected.tests, collected.skipped, options),
    files,
    repository: readRepository(root),
  }
}
