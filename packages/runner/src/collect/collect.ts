import { dirname, resolve } from 'node:path'
import type { Diagnostic, SourceLocation } from '../model/diagnostic.js'
import { dataRequestOf } from '../model/data.js'
import type { Declaration, SkippedTest, SpecTest } from '../model/spec.js'
import type { TestSize } from '../model/analysis/test-size.js'
import { checkTest, problemAt } from './check-test.js'
import { type DeclaredTest, declareFile, lateProblem, placesOf } from './declare.js'
import { createOptionsSchema, type SpecSettings } from './options-schema.js'
import type { DebugCalls } from './scripts/debug-calls.js'
import { createScriptReader } from './scripts/script.js'
import type { LateError } from './user-code/worker-thread.js'
import type { UserCode } from './user-code/user-code.js'

export interface CollectedSpecs {
  readonly tests: readonly SpecTest[]
  readonly skipped: readonly SkippedTest[]
  /** All declared tests: valid, invalid and skipped. */
  readonly declared: readonly Declaration[]
  readonly diagnostics: readonly Diagnostic[]
  /** The full name of the test whose callback has this number in its file. */
  readonly testOf: (error: LateError) => string | undefined
  /** The lines of each declared test, by its full name. */
  readonly linesOf: ReadonlyMap<string, readonly number[]>
  /** The scripts of each spec file, and their data. All paths are absolute. */
  readonly scripts: ReadonlyMap<string, readonly string[]>
}

export interface CollectOptions {
  /** Loads the files. */
  readonly userCode: Pick<UserCode, 'loadSpec' | 'takeLateErrors'>
  readonly settings?: SpecSettings | undefined
  /** Whether tests may be marked `only`. In CI they must not. */
  readonly allowOnly: boolean
  /** What happens to calls of `debug()` in scripts. Default: they are removed. */
  readonly debugCalls?: DebugCalls | undefined
  /** Other counts for one of the tests. */
  readonly size?: TestSize | undefined
}

/**
 * Loads spec files, and checks every test that they declare. A file that cannot be loaded is a diagnostic.
 * @param files relative to `root`
 */
export async function collect(
  root: string,
  files: readonly string[],
  options: CollectOptions,
): Promise<CollectedSpecs> {
  const declared: DeclaredTest[] = []
  const diagnostics: Diagnostic[] = []
  const { loadSpec, takeLateErrors } = options.userCode
  // There is one collector for `test()` calls, so the files are loaded one after another.
  const places = placesOf(root, files)
  const paths = places.map(({ path }) => path)
  const load = async () => {
    for (const [index, place] of places.entries()) {
      const result = await declareFile(place, (path) => loadSpec(path, paths.slice(index + 1)))
      declared.push(...result.declared)
      diagnostics.push(...result.diagnostics)
    }
  }
  const loading = load()
  // It takes as long as the start of the thread.
  const schema = createOptionsSchema(options.settings)
  await loading
  const focused = declared.some(({ call }) => call.usesOnly)
  const readScript = createScriptReader(root, options.debugCalls)
  const checked = await Promise.all(
    declared.map((one) => checkTest(one, { schema, focused, readScript, size: options.size })),
  )
  return {
    scripts: scriptsOf(declared),
    linesOf: new Map(declared.map(({ identity, lines }) => [identity.id, lines])),
    testOf: ({ owner }) => {
      const inFile = declared.filter(({ path }) => path === owner?.path)
      return owner?.index === undefined ? undefined : inFile[owner.index]?.identity.id
    },
    tests: checked.flatMap(({ test }) => test ?? []),
    skipped: checked.flatMap(({ skipped }) => skipped ?? []),
    declared: declared.map(({ identity, call }) => {
      const remoteId = (call.options as { id?: unknown } | undefined)?.id
      return {
        id: identity.id,
        file: identity.location.file,
        ...(typeof remoteId === 'number' && { remoteId }),
      }
    }),
    diagnostics: [
      ...diagnostics,
      ...takeLateErrors().map((error) => lateProblem(error, root, places)),
      ...checked.flatMap((result) => result.diagnostics ?? []),
      ...(await duplicateNames(root, declared)),
      ...(options.allowOnly ? [] : onlyInCi(declared)),
    ],
  }
}

function scriptsOf(declared: readonly DeclaredTest[]): ReadonlyMap<string, readonly string[]> {
  const scripts = new Map<string, string[]>()
  for (const { call, path } of declared) {
    const { script } = (call.options ?? {}) as { script?: { path?: unknown; vars?: object } }
    const data = Object.values(script?.vars ?? {}).map((value) => dataRequestOf(value)?.path)
    const files = [script?.path, ...data].filter((file) => typeof file === 'string')
    scripts.set(path, [...(scripts.get(path) ?? []), ...files.map((file) => resolve(dirname(path), file))])
  }
  return scripts
}

async function duplicateNames(root: string, tests: readonly DeclaredTest[]): Promise<readonly Diagnostic[]> {
  const first = new Map<string, SourceLocation>()
  const duplicates = tests.flatMap(({ identity }) => {
    const other = first.get(identity.id)
    if (!other) first.set(identity.id, identity.location)
    return other ? [{ identity, other }] : []
  })
  if (duplicates.length === 0) return []
  const { isGitIgnored } = await import('./discover/git-ignored.js')
  return duplicates.map(({ identity, other }) => {
    const message = `the test at ${other.file}:${other.line} has the same name`
    const ignored = [identity.location.file, other.file].filter((file) => isGitIgnored(resolve(root, file)))
    const [built = ''] = ignored
    const folders = [...built.matchAll(/\//g)].map(({ index }) => built.slice(0, index))
    const folder = folders.find((each) => isGitIgnored(`${resolve(root, each)}/`))
    const glob = folder === undefined ? built : `${folder}/**`
    // Of two ignored files, neither is known to be the source.
    const hint =
      ignored.length === 1 && identity.location.file !== other.file
        ? `Git ignores ${built}, so it is probably build output. Exclude it: add '!${glob}' to include in the configuration file.`
        : 'Rename one of them. The full name identifies a test at Loadero.'
    return problemAt(identity, { code: 'duplicate-name', message, hint })
  })
}

function onlyInCi(declared: readonly DeclaredTest[]): readonly Diagnostic[] {
  return declared
    .filter(({ call }) => call.usesOnly && call.modifier !== 'run')
    .map(({ identity }) =>
      problemAt(identity, {
        code: 'only-in-ci',
        message: 'is marked only, so all other tests would be skipped in CI',
        hint: 'Remove the mark, or allow it with --allow-only.',
      }),
    )
}
