import { type CollectedSpecs, collect } from './collect.js'
import { discover } from './discover.js'
import { readRepository, type Repository } from '../model/wire/repository.js'
import type { SpecSettings } from './options-schema.js'
import { selectTests, type TestFilter } from './select.js'
import { checkTsconfig } from './tsconfig-paths.js'
import { createUserCode, type UserCode, type UserCodeOptions } from './user-code/user-code.js'

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
  /** The code that their callbacks are part of. */
  readonly userCode: UserCode
}

const defaultVerifyTimeoutMs = 60_000

/** Finds, loads and checks the tests of a session. Nothing is sent. */
export async function findTests(options: FindOptions): Promise<FoundSpecs> {
  const { root, include, filters, allowOnly, settings, signal } = options
  signal?.throwIfAborted()
  checkTsconfig(root)
  const files = options.files ?? (await discover(root, include, filters))
  const userCode = createUserCode({
    ...options,
    verifyTimeoutMs: options.verifyTimeoutMs ?? defaultVerifyTimeoutMs,
  })
  const collected = await collect(root, files, { userCode, allowOnly, settings })
  signal?.throwIfAborted()
  options.onScripts?.(collected.scripts)
  return {
    ...collected,
    ...selectTests(collected.tests, collected.skipped, options),
    files,
    repository: readRepository(root),
    userCode,
  }
}
