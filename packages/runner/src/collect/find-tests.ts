import { type CollectedSpecs, collect } from './collect.js'
import { discover, type DiscoveredFiles, type FileSearch } from './discover/discover.js'
import { readRepository, type Repository } from '../model/wire/repository.js'
import type { DebugCalls } from './scripts/debug-calls.js'
import type { SpecSettings } from './options-schema.js'
import { UserError } from '../model/errors.js'
import type { TestSize } from '../model/analysis/test-size.js'
import type { SpecTest, TestIdentity } from '../model/spec.js'
import { selectTests, type TestFilter } from './select.js'
import { checkTsconfig } from './tsconfig-paths.js'
import { type UserCode, type UserCodeOptions, withUserCode } from './user-code/user-code.js'

export interface FindOptions
  extends FileSearch, TestFilter, Pick<UserCodeOptions, 'alias' | 'loadTimeoutMs' | 'onOutput'> {
  /** Exactly these spec files, relative to the root. `include` and `filters` are then ignored. */
  readonly files?: readonly string[] | undefined
  /** Loads the files. Default: threads of their own, which end afterwards. */
  readonly userCode?: UserCode | undefined
  /** What `discover` has found for this search already. */
  readonly found?: DiscoveredFiles | undefined
  /** Of `files`: the lines of the selected tests. A file without lines has all its tests. */
  readonly lines?: ReadonlyMap<string, readonly number[]> | undefined
  /** Receives the script files of each spec file, whether they exist or not. All paths are absolute. */
  readonly onScripts?: ((scripts: CollectedSpecs['scripts']) => void) | undefined
  /** For each callback. Default: one minute. */
  readonly verifyTimeoutMs?: number | undefined
  readonly allowOnly: boolean
  /** What happens to calls of `debug()` in scripts. Default: they are removed. */
  readonly debugCalls?: DebugCalls | undefined
  readonly settings?: SpecSettings | undefined
  /** Other counts for one of the tests, which is then checked with them. */
  readonly size?: TestSize | undefined
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
  const { root, allowOnly, debugCalls, settings, size, signal } = options
  signal?.throwIfAborted()
  checkTsconfig(root)
  const { files, lines = new Map<string, readonly number[]>() } = options.files
    ? { files: options.files, lines: options.lines }
    : (options.found ?? (await discover(options)))
  const useCode = async (userCode: UserCode) => {
    const collected = await collect(root, files, { userCode, allowOnly, debugCalls, settings, size })
    signal?.throwIfAborted()
    options.onScripts?.(collected.scripts)
    const isAtLine = selectLines(collected, lines)
    return use({
      ...collected,
      ...selectTests(collected.tests.filter(isAtLine), collected.skipped.filter(isAtLine), options),
      files,
      repository: readRepository(root),
      takeLateErrors: userCode.takeLateErrors,
      waitForCode: userCode.waitForCode,
    })
  }
  if (options.userCode) return useCode(options.userCode)
  return withUserCode(
    { ...options, verifyTimeoutMs: options.verifyTimeoutMs ?? defaultVerifyTimeoutMs },
    useCode,
  )
}

/**
 * Selects the tests at the lines of each file: the lines of their calls, and of the `describe` blocks around them.
 * @throws UserError with a line that has no test, when its file has no error
 */
function selectLines(
  { linesOf, declared, diagnostics }: CollectedSpecs,
  lines: ReadonlyMap<string, readonly number[]>,
): (test: TestIdentity) => boolean {
  const hasErrors = new Set(
    diagnostics.flatMap(({ severity, location }) => (severity === 'error' ? location.file : [])),
  )
  for (const [file, selected] of lines) {
    const existing = declared.filter((test) => test.file === file).map(({ id }) => linesOf.get(id) ?? [])
    const missing = selected.find((line) => !existing.flat().includes(line))
    if (missing === undefined || hasErrors.has(file)) continue
    const calls = [...new Set(existing.flatMap(([line]) => line ?? []))]
    const hint = `Its tests are at ${calls.length === 1 ? 'line' : 'lines'} ${calls.join(', ')}.`
    throw new UserError('usage', `No test of ${file} is at line ${missing}`, hint)
  }
  return ({ id, location: { file } }) => {
    const selected = lines.get(file)
    return selected === undefined || selected.some((line) => linesOf.get(id)?.includes(line))
  }
}
