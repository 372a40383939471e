import { type CollectedSpecs, collect } from './collect.js'
import { discover } from './discover.js'
import { readRepository, type Repository } from '../model/wire/repository.js'
import type { SpecTest } from '../model/spec.js'
import type { SpecSettings } from './options-schema.js'
import { selectTests, type TestFilter } from './select.js'
import { checkTsconfig } from './tsconfig-paths.js'
import { type UserCode, type UserCodeOptions, withUserCode } from './user-code/user-code.js'

export interface FindOptions
  extends TestFilter, Pick<UserCodeOptions, 'alias' | 'loadTimeoutMs' | 'onOutput'> {
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
  /** For each callback. Default: one minute. */
  readonly verifyTimeoutMs?: number | undefined
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
  /** All tests that are selected, also those of other shards. */
  readonly selection: readonly SpecTest[]
}

/** Tests whose callbacks can be called. */
export interface CallableSpecs extends FoundSpecs, Pick<UserCode, 'takeLateErrors' | 'waitForCode'> {}

const defaultVerifyTimeoutMs = 60_000

/** Finds, loads and checks tests. Nothing is sent. The code of the specs has ended, so no callback can be called. */
export async function findTests(options: FindOptions): Promise<FoundSpecs> {
  return withTests(options, (specs) => Promise.resolve(specs))
}

/** Finds, loads and checks tests, and keeps the code of the specs until `use` has ended. */
export async function withTests<T>(
  options: FindOptions,
  use: (specs: CallableSpecs) => Promise<T>,
): Promise<T> {
  const { root, include, filters, allowOnly, settings, signal } = options
  signal?.throwIfAborted()
  checkTsconfig(root)
  const files = options.files ?? (await discover(root, include, filters))
  const codeOptions = { ...options, verifyTimeoutMs: options.verifyTimeoutMs ?? defaultVerifyTimeoutMs }
  return withUserCode(codeOptions, async (userCode) => {
    const collected = await collect(root, files, { userCode, allowOnly, settings })
    signal?.throwIfAborted()
    options.onScripts?.(collected.scripts)
    return use({
      ...collected,
      ...selectTests(collected.tests, collected.skipped, options),
      files,
      repository: readRepository(root),
      takeLateErrors: userCode.takeLateErrors,
      waitForCode: userCode.waitForCode,
    })
  })
}
