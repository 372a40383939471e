import { dirname, resolve } from 'node:path'
import type {
  Declaration,
  Diagnostic,
  SkippedTest,
  SourceLocation,
  TestCase,
  TestIdentity,
} from '../model/model.js'
import { createOptionsSchema, type SpecSettings } from './options-schema.js'
import { checkTest, problemAt } from './check-test.js'
import { type DeclaredTests, declareFile } from './declare.js'
import { scriptReader } from './scripts/script.js'

export interface CollectedSpecs {
  readonly tests: readonly TestCase[]
  readonly skipped: readonly SkippedTest[]
  /** Everything that the files declare, whatever becomes of it. */
  readonly declared: readonly Declaration[]
  readonly diagnostics: readonly Diagnostic[]
  /** By spec file, those that its tests are to play; all paths absolute. */
  readonly scripts: ReadonlyMap<string, readonly string[]>
}

export interface CollectOptions {
  /** Loads one file, by its absolute path. */
  readonly load: (path: string) => Promise<unknown>
  readonly settings?: SpecSettings | undefined
  /** Whether `only` may stay in the specs; in CI it must not. */
  readonly allowOnly: boolean
}

/**
 * Loads spec files and checks every test that they declare. A broken file is a diagnostic; the others still load.
 * @param files relative to `root`
 */
export async function collect(
  root: string,
  files: readonly string[],
  options: CollectOptions,
): Promise<CollectedSpecs> {
  const declared: DeclaredTests[] = []
  const diagnostics: Diagnostic[] = []
  // One after another, because `test()` adds to whichever file is being loaded.
  for (const file of files) {
    const found = await declareFile(root, file, options.load)
    declared.push(...found.declared)
    diagnostics.push(...found.diagnostics)
  }
  const schema = createOptionsSchema(options.settings)
  const focused = declared.some(({ call }) => call.mark === 'only')
  const readScript = scriptReader(root)
  const checked = await Promise.all(declared.map((one) => checkTest(one, { schema, focused, readScript })))
  return {
    scripts: scriptsOf(declared),
    tests: checked.flatMap(({ test }) => test ?? []),
    skipped: checked.flatMap(({ skipped }) => skipped ?? []),
    declared: declared.map(declarationOf),
    diagnostics: [
      ...diagnostics,
      ...checked.flatMap((found) => found.diagnostics ?? []),
      ...duplicateNames(declared.map(({ identity }) => identity)),
      ...(options.allowOnly ? [] : onlyInCi(declared)),
    ],
  }
}

function declarationOf({ identity, call }: DeclaredTests): Declaration {
  const remoteId = (call.options as { id?: unknown } | undefined)?.id
  return {
    id: identity.id,
    file: identity.location.file,
    ...(typeof remoteId === 'number' && { remoteId }),
  }
}

function scriptsOf(declared: readonly DeclaredTests[]): ReadonlyMap<string, readonly string[]> {
  const scripts = new Map<string, string[]>()
  for (const { call, path } of declared) {
    const { script } = (call.options ?? {}) as { script?: { path?: unknown } }
    if (typeof script?.path !== 'string') continue
    scripts.set(path, [...(scripts.get(path) ?? []), resolve(dirname(path), script.path)])
  }
  return scripts
}

function duplicateNames(tests: readonly TestIdentity[]): readonly Diagnostic[] {
  const first = new Map<string, SourceLocation>()
  return tests.flatMap((test): Diagnostic[] => {
    const other = first.get(test.id)
    if (!other) {
      first.set(test.id, test.location)
      return []
    }
    const message = `has the same name as the one at ${other.file}:${other.line}`
    const hint = 'A test is known at Loadero by its full name: give one of them another.'
    return [problemAt(test, { code: 'duplicate-name', message, hint })]
  })
}

function onlyInCi(declared: readonly DeclaredTests[]): readonly Diagnostic[] {
  return declared
    .filter(({ call }) => call.mark === 'only')
    .map(({ identity }) =>
      problemAt(identity, {
        code: 'only-in-ci',
        message: 'is marked only, which leaves out all others',
        hint: 'Take the mark away, or allow it with --allow-only.',
      }),
    )
}
