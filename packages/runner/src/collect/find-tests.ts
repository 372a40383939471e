import { type CollectedSpecs, collect } from './collect.js'
import { discover } from './discover.js'
import type { SpecSettings } from './options-schema.js'
import { selectTests, type TestFilter } from './select.js'
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
}

/** The tests of a session, and the code that their callbacks are part of. */
export interface FoundSpecs extends CollectedSpecs {
  readonly userCode: UserCode
}

const defaultVerifyTimeoutMs = 60_000

/** Finds, loads and checks the tests of a session. Nothing is sent. */
export async function findTests(options: FindOptions, signal?: AbortSignal): Promise<FoundSpecs> {
  const { root, include, filters, allowOnly, settings } = options
  const files = options.files ?? (await discover(root, include, filters))
  const userCode = createUserCode({
    ...options,
    verifyTimeoutMs: options.verifyTimeoutMs ?? defaultVerifyTimeoutMs,
    signal,
  })
  const collected = await collect(root, files, { userCode, allowOnly, settings })
  options.onScripts?.(collected.scripts)
  return { ...collected, ...selectTests(collected.tests, collected.skipped, options), userCode }
}
