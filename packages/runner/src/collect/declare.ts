import { resolve } from 'node:path'
import type { Diagnostic } from '../model/diagnostic.js'
import type { TestIdentity } from '../model/spec.js'
import { type CollectedScript, type CollectedTest, collectDeclarations } from './dsl/collector.js'
import { findPosition } from './load.js'

/** A `test()` call with the identity of its test. */
export interface DeclaredTest {
  readonly call: CollectedTest
  readonly identity: TestIdentity
  /** Absolute path of its file. */
  readonly path: string
}

/** Loads one spec file, and returns its tests. A file that cannot be loaded is one diagnostic. */
export async function declareFile(
  root: string,
  file: string,
  load: (path: string) => Promise<unknown>,
): Promise<{ readonly declared: readonly DeclaredTest[]; readonly diagnostics: readonly Diagnostic[] }> {
  const path = resolve(root, file)
  try {
    const { tests, scripts } = await collectDeclarations(() => load(path))
    const declared = tests.map((call) => ({ call, path, identity: identify(call, file, path) }))
    return {
      declared,
      diagnostics: declared.length === 0 ? [noTests(file)] : unusedScripts(scripts, tests, file, path),
    }
  } catch (error) {
    return { declared: [], diagnostics: [loadFailure(error, file, path)] }
  }
}

function identify({ titles, stack, tags, options }: CollectedTest, file: string, path: string): TestIdentity {
  const ownTags = (options as { tags?: unknown } | undefined)?.tags
  return {
    id: titles.map(String).join(' > '),
    title: String(titles.at(-1)),
    // The compiler keeps lines, but not columns.
    location: { file, line: findPosition(stack, path)?.line ?? 1 },
    tags: [...new Set([...tags, ...(Array.isArray(ownTags) ? (ownTags as unknown[]) : [])].map(String))],
  }
}

function unusedScripts(
  scripts: readonly CollectedScript[],
  tests: readonly CollectedTest[],
  file: string,
  path: string,
): readonly Diagnostic[] {
  const used = new Set(tests.map(({ options }) => (options as { script?: unknown } | undefined)?.script))
  return scripts
    .filter(({ reference }) => !used.has(reference))
    .map(({ reference, stack }) => ({
      code: 'unused-script',
      severity: 'warning',
      message: `no test uses script('${String((reference as { path?: unknown }).path)}')`,
      // A call in a helper has no line in the spec file.
      location: { file, line: findPosition(stack, path)?.line ?? 1 },
      hint: 'Use it as the script of a test, or remove it.',
    }))
}

function noTests(file: string): Diagnostic {
  return {
    code: 'no-tests',
    severity: 'error',
    message: 'the file declares no test',
    location: { file, line: 1 },
    hint: "Call test() from 'loadero-test' in it, or rename the file.",
  }
}

function loadFailure(error: unknown, file: string, path: string): Diagnostic {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const fullMessage = error instanceof Error ? error.message : text
  // The compiler adds the position to its message, on a line of its own.
  const message = fullMessage
    .replace(/\nRequire stack:.*/s, '')
    .replace(/\s+\S+:\d+:\d+\s*$/, '')
    .trim()
  const isSyntaxError = fullMessage.includes('ParseError')
  return {
    code: isSyntaxError ? 'syntax-error' : 'spec-threw',
    severity: 'error',
    message: isSyntaxError
      ? message.replace(/^.*ParseError:\s*/s, 'syntax error: ')
      : `the file threw an error while loading: ${message}`,
    // In a stack, the column is that of the compiled code.
    location: {
      file,
      ...(isSyntaxError
        ? (findPosition(text, path) ?? { line: 1 })
        : { line: findPosition(text, path)?.line ?? 1 }),
    },
  }
}
