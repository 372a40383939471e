import { dirname, resolve } from 'node:path'
import type { Diagnostic, SourceLocation } from '../model/diagnostic.js'
import type { Declaration, SkippedTest, SpecTest, TestIdentity } from '../model/spec.js'
import { checkTest, problemAt } from './check-test.js'
import { type DeclaredTest, declareFile } from './declare.js'
import { createOptionsSchema, type SpecSettings } from './options-schema.js'
import { createScriptReader } from './scripts/script.js'

export interface CollectedSpecs {
  readonly tests: readonly SpecTest[]
  readonly skipped: readonly SkippedTest[]
  /** All declared tests: valid, invalid and skipped. */
  readonly declared: readonly Declaration[]
  readonly diagnostics: readonly Diagnostic[]
  /** The scripts of each spec file. All paths are absolute. */
  readonly scripts: ReadonlyMap<string, readonly string[]>
}

export interface CollectOptions {
  /** Loads one file by its absolute path. */
  readonly load: (path: string) => Promise<unknown>
  readonly settings?: SpecSettings | undefined
  /** Whether tests may be marked `only`. In CI they must not. */
  readonly allowOnly: boolean
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
  // There is one collector for `test()` calls, so the files are loaded one after another.
  for (const file of files) {
    const result = await declareFile(root, file, options.load)
    declared.push(...result.declared)
    diagnostics.push(...result.diagnostics)
  }
  const schema = createOptionsSchema(options.settings)
  const focused = declared.some(({ call }) => call.modifier === 'only')
  const readScript = createScriptReader(root)
  const checked = await Promise.all(declared.map((one) => checkTest(one, { schema, focused, readScript })))
  return {
    scripts: scriptsOf(declared),
    tests: checked.flatMap(({ test }) => test ?? []),
    skipped: checked.flatMap(({ skipped }) => skipped ?? []),
    declared: declared.map(declarationOf),
    diagnostics: [
      ...diagnostics,
      ...checked.flatMap((result) => result.diagnostics ?? []),
      ...duplicateNames(declared.map(({ identity }) => identity)),
      ...(options.allowOnly ? [] : onlyInCi(declared)),
    ],
  }
}

function declarationOf({ identity, call }: DeclaredTest): Declaration {
  const remoteId = (call.options as { id?: unknown } | undefined)?.id
  return {
    id: identity.id,
    file: identity.location.file,
    ...(typeof remoteId === 'number' && { remoteId }),
  }
}

function scriptsOf(declared: readonly DeclaredTest[]): ReadonlyMap<string, readonly string[]> {
  const scripts = new Map<string, string[]>()
  for (const { call, path } of declared) {
    const { script } = (call.options ?? {}) as { script?: { path?: unknown } }
    if (typeof script?.path !== 'string') continue
    scripts.set(path, [...(scripts.get(path) ?? []), resolve(dirname(path), script.path)])
  }
  return scripts
}

function duplicateNames(tests: readonly TestIdentity[]): readonly Diagnostic[] {
  const locations = new Map<string, SourceLocation>()
  return tests.flatMap((test): Diagnostic[] => {
    const other = locations.get(test.id)
    if (!other) {
      locations.set(test.id, test.location)
      return []
    }
    const message = `the test at ${other.file}:${other.line} has the same name`
    const hint = 'Rename one of them. The full name identifies a test at Loadero.'
    return [problemAt(test, { code: 'duplicate-name', message, hint })]
  })
}

function onlyInCi(declared: readonly DeclaredTest[]): readonly Diagnostic[] {
  return declared
    .filter(({ call }) => call.modifier === 'only')
    .map(({ identity }) =>
      problemAt(identity, {
        code: 'only-in-ci',
        message: 'is marked only, so all other tests would be skipped in CI',
        hint: 'Remove the mark, or allow it with --allow-only.',
      }),
    )
}
